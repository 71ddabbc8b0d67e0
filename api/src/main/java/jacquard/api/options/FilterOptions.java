package jacquard.api.options;

import jacquard.api.build.FilterSettings;
import jacquard.api.layer.Initializer;

/// The options of all layers whose filters look at windows; each may be left out, and extents take one value for all spatial dimensions
/// or one per dimension.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `kernel` | extent of the filters | the layer's argument |
/// | `stride` | distance between windows; of a transposed convolution, those that neighbouring inputs spread over | 1 |
/// | `dilation` | distance between the elements a filter reads, or, transposed, writes | 1 |
/// | `groups` | the number of independent convolutions that channels are split into | 1 |
/// | `bias` | whether each filter adds a number of its own | true |
/// | `init`, `biasInit` | how weights and bias start | [Initializer#fanIn()] |
/// | `name` | the layer's name | `conv1`, `conv2` … |
public abstract sealed class FilterOptions<S extends FilterOptions<S>> permits ConvOptions, ConvTransposeOptions, DeformableOptions {
  private final FilterSettings settings;

  /// Made by the methods that take these options.
  FilterOptions(FilterSettings settings) {
    this.settings = settings;
  }

  /// These options themselves.
  abstract S self();

  public S kernel(int... extents) {
    settings.kernel = extents.clone();
    return self();
  }

  public S stride(int... strides) {
    settings.stride = strides.clone();
    return self();
  }

  public S dilation(int... distances) {
    settings.dilation = distances.clone();
    return self();
  }

  public S groups(int count) {
    settings.groups = count;
    return self();
  }

  public S bias(boolean used) {
    settings.bias = used;
    return self();
  }

  public S init(Initializer weights) {
    settings.init = weights;
    return self();
  }

  public S biasInit(Initializer biases) {
    settings.biasInit = biases;
    return self();
  }

  public S name(String layer) {
    settings.name = layer;
    return self();
  }
}
