package jacquard.api;

import org.jspecify.annotations.Nullable;

/// The options of a convolution; each may be left out, and each takes one value for all spatial dimensions or one per dimension.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `kernel` | extent of the filters | the argument of `conv` |
/// | `stride` | distance between windows | 1 |
/// | `padding` | zeros on both sides; `paddingBefore` and `paddingAfter` differ by side; negative amounts cut | 0 |
/// | `dilation` | distance between the input elements a filter reads | 1 |
/// | `groups` | channels are split into so many independent convolutions | 1 |
/// | `bias` | whether each filter adds a number of its own | true |
/// | `init`, `biasInit` | how weights and bias start | [Initializer#fanIn()] |
/// | `name` | the layer's name | `conv1`, `conv2` … |
public final class ConvOptions {
  int[] kernel;
  int[] stride = {1};
  int[] paddingBefore = {0};
  int[] paddingAfter = {0};
  int[] dilation = {1};
  int groups = 1;
  boolean bias = true;
  Initializer init = Initializer.fanIn();
  Initializer biasInit = Initializer.fanIn();
  @Nullable String name;

  ConvOptions(int... kernel) {
    this.kernel = kernel;
  }

  public ConvOptions kernel(int... extents) {
    kernel = extents.clone();
    return this;
  }

  public ConvOptions stride(int... strides) {
    stride = strides.clone();
    return this;
  }

  public ConvOptions padding(int... zeros) {
    return paddingBefore(zeros).paddingAfter(zeros);
  }

  public ConvOptions paddingBefore(int... zeros) {
    paddingBefore = zeros.clone();
    return this;
  }

  public ConvOptions paddingAfter(int... zeros) {
    paddingAfter = zeros.clone();
    return this;
  }

  public ConvOptions dilation(int... distances) {
    dilation = distances.clone();
    return this;
  }

  public ConvOptions groups(int count) {
    groups = count;
    return this;
  }

  public ConvOptions bias(boolean used) {
    bias = used;
    return this;
  }

  public ConvOptions init(Initializer weights) {
    init = weights;
    return this;
  }

  public ConvOptions biasInit(Initializer biases) {
    biasInit = biases;
    return this;
  }

  public ConvOptions name(String layer) {
    name = layer;
    return this;
  }
}
