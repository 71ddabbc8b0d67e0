package jacquard.api.options;

import jacquard.api.build.FilterSettings;
import jacquard.api.check.Check;
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

  /// The extent of the filters, in place of the layer's argument.
  public S kernel(int... extents) {
    settings.kernel = Check.given("the array of extents", extents).clone();
    return self();
  }

  /// The distance between windows; of a transposed convolution, that between those which neighbouring inputs spread over. 1 unless given.
  public S stride(int... strides) {
    settings.stride = Check.given("the array of strides", strides).clone();
    return self();
  }

  /// The distance between the elements a filter reads, or, transposed, writes; 1 unless given.
  public S dilation(int... distances) {
    settings.dilation = Check.given("the array of distances", distances).clone();
    return self();
  }

  /// The number of independent convolutions that the channels are split into; 1 unless given.
  public S groups(int count) {
    settings.groups = count;
    return self();
  }

  /// Whether each filter adds a number of its own; true unless said otherwise.
  public S bias(boolean used) {
    settings.bias = used;
    return self();
  }

  /// How the weights start; [Initializer#fanIn()] unless given.
  public S init(Initializer weights) {
    settings.init = Check.given("the initializer", weights);
    return self();
  }

  /// How the biases start; [Initializer#fanIn()] unless given.
  public S biasInit(Initializer biases) {
    settings.biasInit = Check.given("the initializer", biases);
    return self();
  }

  /// The layer's name, in place of its kind and number.
  public S name(String layer) {
    settings.name = Check.given("the name of the layer", layer);
    return self();
  }
}
