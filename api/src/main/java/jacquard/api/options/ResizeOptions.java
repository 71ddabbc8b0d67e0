package jacquard.api.options;

import jacquard.api.build.ResizeSettings;
import jacquard.ir.op.pooling.InterpolationMode;

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
  private final ResizeSettings settings;

  /// Made by the methods that take these options.
  @SuppressWarnings("exports") // a hidden type, so that users cannot call this
  public ResizeOptions(ResizeSettings settings) {
    this.settings = settings;
  }

  public ResizeOptions size(int... extents) {
    settings.size = extents.clone();
    settings.factor = null;
    return this;
  }

  public ResizeOptions factor(double... times) {
    settings.factor = times.clone();
    settings.size = null;
    return this;
  }

  public ResizeOptions nearest() {
    return mode(InterpolationMode.NEAREST);
  }

  public ResizeOptions linear() {
    return mode(InterpolationMode.LINEAR);
  }

  public ResizeOptions cubic() {
    return mode(InterpolationMode.CUBIC);
  }

  private ResizeOptions mode(InterpolationMode chosen) {
    settings.mode = chosen;
    return this;
  }

  public ResizeOptions alignCorners(boolean aligned) {
    settings.alignCorners = aligned;
    return this;
  }

  public ResizeOptions name(String layer) {
    settings.name = layer;
    return this;
  }
}
