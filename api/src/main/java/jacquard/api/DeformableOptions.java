package jacquard.api;

import org.jspecify.annotations.Nullable;

/// The options of a deformable convolution; each may be left out, and extents take one value for all spatial dimensions or one each.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `kernel` | extent of the filters | the argument |
/// | `stride`, `padding`, `dilation` | as in a convolution, of the taps before they are moved | 1, 0, 1 |
/// | `groups` | channels are split into so many independent convolutions | 1 |
/// | `offsetGroups` | channels are split into so many groups with offsets of their own | 1 |
/// | `modulated` | whether each tap is also weighted by a number in (0, 1), as in version 2 | true |
/// | `bias` | whether each filter adds a number of its own | true |
/// | `init`, `biasInit` | how weights and bias start; the branch starts at zero | [Initializer#fanIn()] |
/// | `name` | the layer's name | `deformableConv1` … |
public final class DeformableOptions {
  int[] kernel;
  int[] stride = {1};
  int[] padding = {0};
  int[] dilation = {1};
  int groups = 1;
  int offsetGroups = 1;
  boolean modulated = true;
  boolean bias = true;
  Initializer init = Initializer.fanIn();
  Initializer biasInit = Initializer.fanIn();
  @Nullable String name;

  DeformableOptions(int... kernel) {
    this.kernel = kernel;
  }

  public DeformableOptions kernel(int... extents) {
    kernel = extents.clone();
    return this;
  }

  public DeformableOptions stride(int... strides) {
    stride = strides.clone();
    return this;
  }

  public DeformableOptions padding(int... zeros) {
    padding = zeros.clone();
    return this;
  }

  public DeformableOptions dilation(int... distances) {
    dilation = distances.clone();
    return this;
  }

  public DeformableOptions groups(int count) {
    groups = count;
    return this;
  }

  public DeformableOptions offsetGroups(int count) {
    offsetGroups = count;
    return this;
  }

  public DeformableOptions modulated(boolean weighted) {
    modulated = weighted;
    return this;
  }

  public DeformableOptions bias(boolean used) {
    bias = used;
    return this;
  }

  public DeformableOptions init(Initializer weights) {
    init = weights;
    return this;
  }

  public DeformableOptions biasInit(Initializer biases) {
    biasInit = biases;
    return this;
  }

  public DeformableOptions name(String layer) {
    name = layer;
    return this;
  }
}
