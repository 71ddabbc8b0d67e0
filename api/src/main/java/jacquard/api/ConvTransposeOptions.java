package jacquard.api;

import org.jspecify.annotations.Nullable;

/// The options of a transposed convolution; each may be left out, and each takes one value for all spatial dimensions or one per
/// dimension.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `kernel` | extent of the filters | the argument of `convTranspose` |
/// | `stride` | distance between the windows two neighbouring inputs spread over | 1 |
/// | `padding` | elements cut off both sides of the output; `paddingBefore` and `paddingAfter` differ by side | 0 |
/// | `outputPadding` | elements more behind, fewer than max(stride, dilation) | 0 |
/// | `dilation` | distance between the output elements a filter writes | 1 |
/// | `groups` | channels are split into so many independent layers | 1 |
/// | `bias` | whether each filter adds a number of its own | true |
/// | `init`, `biasInit` | how weights and bias start | [Initializer#fanIn()] |
/// | `name` | the layer's name | `convTranspose1` … |
public final class ConvTransposeOptions {
  int[] kernel;
  int[] stride = {1};
  int[] paddingBefore = {0};
  int[] paddingAfter = {0};
  int[] outputPadding = {0};
  int[] dilation = {1};
  int groups = 1;
  boolean bias = true;
  Initializer init = Initializer.fanIn();
  Initializer biasInit = Initializer.fanIn();
  @Nullable String name;

  ConvTransposeOptions(int... kernel) {
    this.kernel = kernel;
  }

  public ConvTransposeOptions kernel(int... extents) {
    kernel = extents.clone();
    return this;
  }

  public ConvTransposeOptions stride(int... strides) {
    stride = strides.clone();
    return this;
  }

  public ConvTransposeOptions padding(int... cut) {
    return paddingBefore(cut).paddingAfter(cut);
  }

  public ConvTransposeOptions paddingBefore(int... cut) {
    paddingBefore = cut.clone();
    return this;
  }

  public ConvTransposeOptions paddingAfter(int... cut) {
    paddingAfter = cut.clone();
    return this;
  }

  public ConvTransposeOptions outputPadding(int... more) {
    outputPadding = more.clone();
    return this;
  }

  public ConvTransposeOptions dilation(int... distances) {
    dilation = distances.clone();
    return this;
  }

  public ConvTransposeOptions groups(int count) {
    groups = count;
    return this;
  }

  public ConvTransposeOptions bias(boolean used) {
    bias = used;
    return this;
  }

  public ConvTransposeOptions init(Initializer weights) {
    init = weights;
    return this;
  }

  public ConvTransposeOptions biasInit(Initializer biases) {
    biasInit = biases;
    return this;
  }

  public ConvTransposeOptions name(String layer) {
    name = layer;
    return this;
  }
}
