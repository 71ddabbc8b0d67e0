package jacquard.testkit;

import jacquard.ir.TensorType;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import java.util.function.Predicate;

/// One op of the vocabulary of random networks: which values it is put on, and how.
///
/// @param accepts the types of the values `step` takes
public record OpGenerator(Class<? extends Op> op, Predicate<TensorType> accepts, Step step) {
  /// Puts the op on `x`: makes weights as it needs them and decides attributes by `choices`. A `UserError` means that it does not fit.
  public interface Step {
    Node put(NetworkGrower net, Node x, Choices choices);
  }

  @Override
  public String toString() {
    return op.getSimpleName();
  }
}
