package jacquard.api.options;

import jacquard.api.build.ResizeSettings;
import jacquard.api.check.Check;
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

  /// The new extents.
  public ResizeOptions size(int... extents) {
    settings.size = Check.given("the array of extents", extents).clone();
    settings.factor = null;
    return this;
  }

  /// How many times as large as before, rounded down.
  public ResizeOptions factor(double... times) {
    settings.factor = Check.given("the array of factors", times).clone();
    settings.size = null;
    return this;
  }

  /// A new element is the one nearest to it; what is done unless said otherwise.
  public ResizeOptions nearest() {
    return mode(InterpolationMode.NEAREST);
  }

  /// Two elements of each dimension make a new one.
  public ResizeOptions linear() {
    return mode(InterpolationMode.LINEAR);
  }

  /// Four elements of each dimension make a new one.
  public ResizeOptions cubic() {
    return mode(InterpolationMode.CUBIC);
  }

  private ResizeOptions mode(InterpolationMode chosen) {
    settings.mode = chosen;
    return this;
  }

  /// Whether the first and last centres stay in place; otherwise the outer borders do. Not of [#nearest].
  public ResizeOptions alignCorners(boolean aligned) {
    settings.alignCorners = aligned;
    return this;
  }

  /// The layer's name, in place of its kind and number.
  public ResizeOptions name(String layer) {
    settings.name = Check.given("the name of the layer", layer);
    return this;
  }
}
