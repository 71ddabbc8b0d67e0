package jacquard.api;

import org.jspecify.annotations.Nullable;

/// The options of a maximum pooling; each takes one value for all spatial dimensions or one per dimension.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `window` | extent of the windows | the argument of `maxPool` |
/// | `stride` | distance between windows | the window's extent |
/// | `padding` | positions on both sides that take no part; at most half the window | 0 |
/// | `dilation` | distance between the elements of a window | 1 |
/// | `ceil` | a last window may reach past the input | false |
/// | `name` | the layer's name | `pool1`, `pool2` … |
public final class MaxPoolOptions {
  int[] window;
  int @Nullable [] stride;
  int[] padding = {0};
  int[] dilation = {1};
  boolean ceil;
  @Nullable String name;

  MaxPoolOptions(int... window) {
    this.window = window;
  }

  public MaxPoolOptions window(int... extents) {
    window = extents.clone();
    return this;
  }

  public MaxPoolOptions stride(int... strides) {
    stride = strides.clone();
    return this;
  }

  public MaxPoolOptions padding(int... positions) {
    padding = positions.clone();
    return this;
  }

  public MaxPoolOptions dilation(int... distances) {
    dilation = distances.clone();
    return this;
  }

  public MaxPoolOptions ceil(boolean used) {
    ceil = used;
    return this;
  }

  public MaxPoolOptions name(String layer) {
    name = layer;
    return this;
  }
}
