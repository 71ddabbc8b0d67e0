package jacquard.ir.onnx.read;

import jacquard.ir.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What an operator of ONNX becomes: its results in order, null for one that the file does not name.
@FunctionalInterface
interface Translator {
  List<? extends @Nullable Operand> translate(OperatorCall call);

  /// Of an operator with one result.
  static Translator of(Function<OperatorCall, Node> node) {
    return call -> results(node.apply(call));
  }

  static List<@Nullable Operand> results(@Nullable Node... nodes) {
    List<@Nullable Operand> results = new ArrayList<>();
    for (Node node : nodes) {
      results.add(node == null ? null : new Operand.Tensor(node));
    }
    return results;
  }
}
