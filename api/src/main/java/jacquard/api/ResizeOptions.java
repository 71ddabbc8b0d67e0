package jacquard.api;

import jacquard.ir.op.pooling.Interpolation;
import org.jspecify.annotations.Nullable;

/// The options of `resize`; a size or a factor must be given, one value for all spatial dimensions or one per dimension.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `size` | the new extents | |
/// | `factor` | how many times as large, rounded down | |
/// | `nearest`, `linear`, `cubic` | how many elements of a dimension make a new one: one, two, four | `nearest` |
/// | `alignCorners` | whether the first and last centres stay in place, or else the outer borders; not of `nearest` | false |
/// | `name` | the layer's name | `resize1`, `resize2` … |
public final class ResizeOptions {
  int @Nullable [] size;
  double @Nullable [] factor;
  Interpolation mode = Interpolation.NEAREST;
  boolean alignCorners;
  @Nullable String name;

  ResizeOptions() {}

  public ResizeOptions size(int... extents) {
    size = extents.clone();
    factor = null;
    return this;
  }

  public ResizeOptions factor(double... times) {
    factor = times.clone();
    size = null;
    return this;
  }

  public ResizeOptions nearest() {
    return mode(Interpolation.NEAREST);
  }

  public ResizeOptions linear() {
    return mode(Interpolation.LINEAR);
  }

  public ResizeOptions cubic() {
    return mode(Interpolation.CUBIC);
  }

  private ResizeOptions mode(Interpolation chosen) {
    mode = chosen;
    return this;
  }

  public ResizeOptions alignCorners(boolean aligned) {
    alignCorners = aligned;
    return this;
  }

  public ResizeOptions name(String layer) {
    name = layer;
    return this;
  }
}
