package jacquard.api;

import org.jspecify.annotations.Nullable;

/// The options of a dense layer; each may be left out.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `bias` | whether each unit adds a number of its own | true |
/// | `init`, `biasInit` | how weights and bias start | [Initializer#fanIn()] |
/// | `name` | the layer's name | `dense1`, `dense2` … |
public final class DenseOptions {
  boolean bias = true;
  Initializer init = Initializer.fanIn();
  Initializer biasInit = Initializer.fanIn();
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

  public DenseOptions name(String layer) {
    name = layer;
    return this;
  }
}
