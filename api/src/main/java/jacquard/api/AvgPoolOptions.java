package jacquard.api;

import org.jspecify.annotations.Nullable;

/// The options of an average pooling; each takes one value for all spatial dimensions or one per dimension.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `window` | extent of the windows | the argument of `avgPool` |
/// | `stride` | distance between windows | the window's extent |
/// | `padding` | zeros on both sides; at most half the window | 0 |
/// | `countPadding` | whether the zeros count in the mean | true |
/// | `ceil` | a last window may reach past the input | false |
/// | `name` | the layer's name | `pool1`, `pool2` … |
public final class AvgPoolOptions {
  int[] window;
  int @Nullable [] stride;
  int[] padding = {0};
  boolean countPadding = true;
  boolean ceil;
  @Nullable String name;

  AvgPoolOptions(int... window) {
    this.window = window;
  }

  public AvgPoolOptions window(int... extents) {
    window = extents.clone();
    return this;
  }

  public AvgPoolOptions stride(int... strides) {
    stride = strides.clone();
    return this;
  }

  public AvgPoolOptions padding(int... zeros) {
    padding = zeros.clone();
    return this;
  }

  public AvgPoolOptions countPadding(boolean counted) {
    countPadding = counted;
    return this;
  }

  public AvgPoolOptions ceil(boolean used) {
    ceil = used;
    return this;
  }

  public AvgPoolOptions name(String layer) {
    name = layer;
    return this;
  }
}
