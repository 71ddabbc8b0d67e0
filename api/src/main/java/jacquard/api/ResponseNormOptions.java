package jacquard.api;

import org.jspecify.annotations.Nullable;

/// The options of local response normalisation; each may be left out. The paper's are `k(2).divideBySize(false)` for size 5.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `alpha` | the weight of the squares | 1e-4 |
/// | `beta` | the exponent | 0.75 |
/// | `k` | added to the weighted squares | 1 |
/// | `divideBySize` | whether `alpha` is divided by the size of the window | true |
/// | `name` | the layer's name | `lrn1`, `lrn2` … |
public final class ResponseNormOptions {
  double alpha = 1e-4;
  double beta = 0.75;
  double k = 1;
  boolean divideBySize = true;
  @Nullable String name;

  ResponseNormOptions() {}

  public ResponseNormOptions alpha(double weight) {
    alpha = weight;
    return this;
  }

  public ResponseNormOptions beta(double exponent) {
    beta = exponent;
    return this;
  }

  public ResponseNormOptions k(double added) {
    k = added;
    return this;
  }

  public ResponseNormOptions divideBySize(boolean divided) {
    divideBySize = divided;
    return this;
  }

  public ResponseNormOptions name(String layer) {
    name = layer;
    return this;
  }
}
