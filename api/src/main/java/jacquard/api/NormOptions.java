package jacquard.api;

import org.jspecify.annotations.Nullable;

/// The options of layer, group and instance normalisation; each may be left out.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `epsilon` | added to the variance | 1e-5 |
/// | `affine` | whether the result is scaled and shifted by learned numbers | true |
/// | `scaleInit`, `shiftInit` | how those start | 1 and 0 |
/// | `name` | the layer's name | `layerNorm1`, `groupNorm1`, `instanceNorm1` … |
public final class NormOptions {
  double epsilon = 1e-5;
  boolean affine = true;
  Initializer scaleInit = Initializer.constant(1);
  Initializer shiftInit = Initializer.zeros();
  @Nullable String name;

  NormOptions() {}

  public NormOptions epsilon(double value) {
    epsilon = value;
    return this;
  }

  public NormOptions affine(boolean used) {
    affine = used;
    return this;
  }

  public NormOptions scaleInit(Initializer scales) {
    scaleInit = scales;
    return this;
  }

  public NormOptions shiftInit(Initializer shifts) {
    shiftInit = shifts;
    return this;
  }

  public NormOptions name(String layer) {
    name = layer;
    return this;
  }
}
