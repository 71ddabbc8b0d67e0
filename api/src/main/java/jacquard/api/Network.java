package jacquard.api;

/// The body of a network: from the symbolic input to the symbolic output.
///
/// ```java
/// Network body = x -> x.conv(6, 5).tanh().avgPool(2).flatten().dense(10);
/// ```
///
/// It runs once for every model defined from it, again for training where a layer behaves differently there, and again when the model
/// is built for another input shape, so it depends on nothing but its argument.
@FunctionalInterface
public interface Network {
  /// The result of the network for input `x`.
  Tensor build(Tensor x);
}
