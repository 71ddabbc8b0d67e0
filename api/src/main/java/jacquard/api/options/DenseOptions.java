package jacquard.api.options;

import jacquard.api.build.DenseSettings;
import jacquard.api.check.Check;
import jacquard.api.layer.Initializer;

/// The options of a dense layer; each may be left out.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `bias` | whether each unit adds a number of its own | true |
/// | `init`, `biasInit` | how weights and bias start | [Initializer#fanIn()] |
/// | `tiedTo` | a parameter of an earlier layer that serves as the weights, `[units, inputs]`; gradients add | weights of its own |
/// | `tiedToTransposed` | as `tiedTo`, the parameter `[inputs, units]` being transposed first | |
/// | `lastDimension` | an input of several dimensions is seen one last dimension at a time, `[…,I] -> […,units]` | a vector is expected |
/// | `name` | the layer's name | `dense1`, `dense2` … |
public final class DenseOptions {
  private final DenseSettings settings;

  /// Made by the methods that take these options.
  @SuppressWarnings("exports") // a hidden type, so that users cannot call this
  public DenseOptions(DenseSettings settings) {
    this.settings = settings;
  }

  /// Whether each unit adds a number of its own; true unless said otherwise.
  public DenseOptions bias(boolean used) {
    settings.bias = used;
    return this;
  }

  /// How the weights start; [Initializer#fanIn()] unless given.
  public DenseOptions init(Initializer weights) {
    settings.init = Check.given("the initializer", weights);
    return this;
  }

  /// How the biases start; [Initializer#fanIn()] unless given.
  public DenseOptions biasInit(Initializer biases) {
    settings.biasInit = Check.given("the initializer", biases);
    return this;
  }

  /// Uses the parameter of this name: `x.dense(784, d -> d.tiedTo("embedding1.weight"))`.
  public DenseOptions tiedTo(String parameter) {
    settings.tied = Check.given("the name of the parameter", parameter);
    settings.transposed = false;
    return this;
  }

  /// Uses the parameter of this name, transposed: the decoder of an autoencoder with the encoder's weights.
  public DenseOptions tiedToTransposed(String parameter) {
    settings.tied = Check.given("the name of the parameter", parameter);
    settings.transposed = true;
    return this;
  }

  /// The layer works on the last dimension at each place of the others, which share the weights.
  public DenseOptions lastDimension() {
    settings.last = true;
    return this;
  }

  /// The layer's name, in place of its kind and number.
  public DenseOptions name(String layer) {
    settings.name = Check.given("the name of the layer", layer);
    return this;
  }
}
