package jacquard.api;

import jacquard.api.check.Check;

/// The body of a network with several inputs or outputs: from the symbolic inputs by name to the symbolic outputs by name.
///
/// ```java
/// MultiNetwork body = in -> Tensors.of("distance", in.get("left").minus(in.get("right")).abs().sum());
/// ```
///
/// Like a [Network] it runs more than once, so it depends on nothing but its argument.
@FunctionalInterface
public interface MultiNetwork {
  /// The results of the network for `inputs`.
  Tensors build(Tensors inputs);

  /// `body` as a network of the input `x` and the output `output`.
  static MultiNetwork of(Network body) {
    Check.given("the network", body);
    return inputs -> Tensors.of(ModelGraphs.OUTPUT, Check.result("tensor", body.build(inputs.get(ModelGraphs.INPUT))));
  }
}
