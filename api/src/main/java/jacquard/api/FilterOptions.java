package jacquard.api;

import org.jspecify.annotations.Nullable;

/// The options of all layers whose filters look at windows; each may be left out, and extents take one value for all spatial dimensions
/// or one per dimension.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `kernel` | extent of the filters | the layer's argument |
/// | `stride` | distance between windows; of a transposed convolution, those that neighbouring inputs spread over | 1 |
/// | `dilation` | distance between the elements a filter reads, or, transposed, writes | 1 |
/// | `groups` | channels are split into so many independent convolutions | 1 |
/// | `bias` | whether each filter adds a number of its own | true |
/// | `init`, `biasInit` | how weights and bias start | [Initializer#fanIn()] |
/// | `name` | the layer's name | `conv1`, `conv2` … |
public abstract sealed class FilterOptions<S extends FilterOptions<S>> permits ConvOptions, ConvTransposeOptions, DeformableOptions {
  int[] kernel;
  int[] stride = {1};
  int[] dilation = {1};
  int groups = 1;
  boolean bias = true;
  Initializer init = Initializer.fanIn();
  Initializer biasInit = Initializer.fanIn();
  @Nullable String name;

  FilterOptions(int... kernel) {
    this.kernel = kernel;
  }

  /// These options themselves.
  abstract S self();

  public S kernel(int... extents) {
    kernel = extents.clone();
    return self();
  }

  public S stride(int... strides) {
    stride = strides.clone();
    return self();
  }

  public S dilation(int... distances) {
    dilation = distances.clone();
    return self();
  }

  public S groups(int count) {
    groups = count;
    return self();
  }

  public S bias(boolean used) {
    bias = used;
    return self();
  }

  public S init(Initializer weights) {
    init = weights;
    return self();
  }

  public S biasInit(Initializer biases) {
    biasInit = biases;
    return self();
  }

  public S name(String layer) {
    name = layer;
    return self();
  }
}
