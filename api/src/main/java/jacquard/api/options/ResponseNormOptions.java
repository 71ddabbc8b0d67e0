package jacquard.api.options;

import jacquard.api.build.ResponseNormSettings;
import jacquard.api.check.Check;

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
  private final ResponseNormSettings settings;

  /// Made by the methods that take these options.
  @SuppressWarnings("exports") // a hidden type, so that users cannot call this
  public ResponseNormOptions(ResponseNormSettings settings) {
    this.settings = settings;
  }

  /// The weight of the squares; 1e-4 unless given.
  public ResponseNormOptions alpha(double weight) {
    settings.alpha = weight;
    return this;
  }

  /// The exponent; 0.75 unless given.
  public ResponseNormOptions beta(double exponent) {
    settings.beta = exponent;
    return this;
  }

  /// What is added to the weighted squares; 1 unless given.
  public ResponseNormOptions k(double added) {
    settings.k = added;
    return this;
  }

  /// Whether the weight is divided by the number of channels summed; true unless said otherwise.
  public ResponseNormOptions divideBySize(boolean divided) {
    settings.divideBySize = divided;
    return this;
  }

  /// The layer's name, in place of its kind and number.
  public ResponseNormOptions name(String layer) {
    settings.name = Check.given("the name of the layer", layer);
    return this;
  }
}
