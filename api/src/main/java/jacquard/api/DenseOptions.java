package jacquard.api;

import org.jspecify.annotations.Nullable;

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
  boolean bias = true;
  Initializer init = Initializer.fanIn();
  Initializer biasInit = Initializer.fanIn();
  @Nullable String tied;
  boolean transposed;
  boolean last;
  @Nullable String name;

  DenseOptions() {}

  public DenseOptions bias(boolean used) {
    bias = used;
    return this;
  }

  public DenseOptions init(Initializer weights) {
    init = weights;
    return this;
  }

  public DenseOptions biasInit(Initializer biases) {
    biasInit = biases;
    return this;
  }

  /// Uses the parameter of this name: `x.dense(784, d -> d.tiedTo("embedding1.weight"))`.
  public DenseOptions tiedTo(String parameter) {
    tied = parameter;
    transposed = false;
    return this;
  }

  /// Uses the parameter of this name, transposed: the decoder of an autoencoder with the encoder's weights.
  public DenseOptions tiedToTransposed(String parameter) {
    tied = parameter;
    transposed = true;
    return this;
  }

  /// The layer works on the last dimension at each place of the others, which share the weights.
  public DenseOptions lastDimension() {
    last = true;
    return this;
  }

  public DenseOptions name(String layer) {
    name = layer;
    return this;
  }

  /// These options for one of two layers in place of one.
  DenseOptions part(String part, boolean withBias) {
    DenseOptions options = new DenseOptions().bias(withBias).init(init).biasInit(biasInit).name(part);
    options.last = last;
    return options;
  }
}
