package jacquard.compiler.pass;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.BroadcastTo;
import jacquard.ir.op.Constant;
import jacquard.ir.op.LeafOp;
import jacquard.ir.op.Reshape;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What passes that fold weights ask about constants: a value is constant where it is computed from constants alone, be it that of some
/// only the hash is known. Rules ask about single nodes; [ConstantNodes] knows all those of a graph that can be computed.
final class ConstantValues {
  private final Map<Node, Boolean> known = new HashMap<>();

  /// Whether `node` has the same value in every run and for every batch size, so that folding evaluates it at compile time.
  boolean isConstant(Node node) {
    // No recursion: chains of layers are longer than stacks.
    var waiting = new ArrayDeque<Node>(List.of(node));
    while (!waiting.isEmpty()) {
      Node next = waiting.getLast();
      Node unknown = isRoot(next) || next.inputs().stream().anyMatch(i -> Boolean.FALSE.equals(known.get(i))) ? null
          : next.inputs().stream().filter(i -> !known.containsKey(i)).findFirst().orElse(null);
      if (unknown != null) {
        waiting.add(unknown);
      } else {
        known.put(next, next.op() instanceof Constant || !isRoot(next) && next.inputs().stream().allMatch(i -> Boolean.TRUE.equals(known.get(i))));
        waiting.removeLast();
      }
    }
    return Boolean.TRUE.equals(known.get(node));
  }

  /// Whether there is no need to look at what `node` is computed from.
  private static boolean isRoot(Node node) {
    return node.op() instanceof LeafOp || node.inputs().isEmpty() || ConstantNodes.dependsOnBatch(node);
  }

  /// The operand of `node`, one of two, beside `value`, if it is a constant with at most one element per channel, dimension 1 of
  /// `value`, and leaves the shape of `value` as it is; null otherwise.
  @Nullable Node perChannel(Node node, Node value) {
    if (node.inputs().size() != 2 || !node.type().equals(value.type()) || node.input(0) == node.input(1)) {
      return null;
    }
    Node other = node.input(node.input(0) == value ? 1 : 0);
    Shape shape = other.type().shape();
    int channels = 1 - (value.type().rank() - shape.rank());
    boolean single = IntStream.range(0, shape.rank()).allMatch(d -> d == channels || shape.dim(d).isOne());
    return single && other.type().dtype() == value.type().dtype() && isConstant(other) ? other : null;
  }

  /// `constant` of [#perChannel], one element for each of `channels`, as `[channels, 1 …]` of the rank that remains behind the batch of
  /// a value of `rank` dimensions; inputs and result are new nodes.
  static Node spread(Node constant, int channels, int rank, GraphBuilder g) {
    Shape shape = Shape.SCALAR.inserted(0, Dim.of(channels));
    for (int d = 2; d < rank; d++) {
      shape = shape.inserted(d - 1, Dim.of(1));
    }
    if (constant.type().shape().equals(shape)) {
      return constant;
    }
    return constant.type().shape().size() == channels ? g.add(new Reshape(shape), constant)
        : g.add(new BroadcastTo(shape), g.add(new Reshape(Shape.SCALAR), constant));
  }
}
