package jacquard.api.options;

import jacquard.api.build.WindowSettings;
import jacquard.api.check.Check;

/// The options of all layers that look at windows without weights; each takes one value for all spatial dimensions or one per
/// dimension.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `window` | extent of the windows | the layer's argument |
/// | `stride` | distance between windows | the window's extent; of `unfold` and `fold` 1 |
/// | `padding` | zeros on both sides, which take no part in a maximum; in pools at most half the window | 0 |
/// | `dilation` | distance between the elements of a window | 1 |
/// | `ceil` | a last window may reach past the input | false |
/// | `name` | the layer's name | `pool1`, `pool2` … |
public abstract sealed class WindowOptions<S extends WindowOptions<S>> permits PoolOptions, AvgPoolOptions, SubsampleOptions {
  private final WindowSettings settings;

  /// Made by the methods that take these options.
  WindowOptions(WindowSettings settings) {
    this.settings = settings;
  }

  /// These options themselves.
  abstract S self();

  /// The extent of the windows, in place of the layer's argument.
  public S window(int... extents) {
    settings.window = Check.given("the array of extents", extents).clone();
    return self();
  }

  /// The distance between windows; the window unless given, of `unfold` and `fold` 1.
  public S stride(int... strides) {
    settings.stride = Check.given("the array of strides", strides).clone();
    return self();
  }

  /// Zeros on both sides, which take no part in a maximum; in pools at most half the window. 0 unless given.
  public S padding(int... positions) {
    settings.padding = Check.given("the padding", positions).clone();
    return self();
  }

  /// The distance between the elements a window reads; 1 unless given.
  public S dilation(int... distances) {
    settings.dilation = Check.given("the array of distances", distances).clone();
    return self();
  }

  /// Whether a last window may reach past the input; false unless said otherwise.
  public S ceil(boolean used) {
    settings.ceil = used;
    return self();
  }

  /// The layer's name, in place of its kind and number.
  public S name(String layer) {
    settings.name = Check.given("the name of the layer", layer);
    return self();
  }
}
