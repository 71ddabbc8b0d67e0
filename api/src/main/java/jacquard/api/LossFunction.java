package jacquard.api;

/// The loss of one example, or of each of its elements, as an expression over the network's output and a target of its shape.
@FunctionalInterface
public interface LossFunction {
  Tensor of(Tensor output, Tensor target);
}
