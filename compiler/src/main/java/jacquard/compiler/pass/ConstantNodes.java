package jacquard.compiler.pass;

import jacquard.ir.graph.Constant;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.LeafOp;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.shape.BroadcastTo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which nodes of a graph are constants, or computed from such alone whatever the batch size; and of which the value can be computed now,
/// because no constant among them is one of which only the hash is known.
public final class ConstantNodes {
  private final Set<Node> constant = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Node> known = Collections.newSetFromMap(new IdentityHashMap<>());

  public ConstantNodes(Graph graph) {
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Constant || !node.inputs().isEmpty() && constant.containsAll(node.inputs()) && !dependsOnBatch(node)) {
        constant.add(node);
        if (node.op() instanceof Constant c ? c.data().value().isPresent() : known.containsAll(node.inputs())) {
          known.add(node);
        }
      }
    }
  }

  /// Whether `node` has the same value in every run and for every batch size.
  public boolean isConstant(Node node) {
    return constant.contains(node);
  }

  /// Whether the value of `node` can be computed now.
  public boolean known(Node node) {
    return known.contains(node);
  }

  /// Why the value of a node over constants cannot be computed; null where it can be, or where an operand is no constant.
  public @Nullable String obstacle(Node node) {
    if (known(node) || node.op() instanceof LeafOp || node.op() instanceof BroadcastTo || node.inputs().isEmpty()) {
      return null;
    }
    if (known.containsAll(node.inputs())) {
      return "has constant inputs but depends on the batch size";
    }
    boolean absent = node.inputs().stream().allMatch(i -> known(i) || i.op() instanceof Constant);
    return absent ? "has constant inputs, but of one only the hash is known" : null;
  }

  /// `nodes` and all they are computed from, operands first.
  public static List<Node> cone(Collection<Node> nodes) {
    Set<Node> cone = Collections.newSetFromMap(new IdentityHashMap<>());
    var left = new ArrayList<>(nodes);
    while (!left.isEmpty()) {
      Node node = left.removeLast();
      if (cone.add(node)) {
        left.addAll(node.inputs());
      }
    }
    return cone.stream().sorted(Comparator.comparingInt(Node::id)).toList();
  }

  /// Through a shape, a loop, or the batch size as a number.
  static boolean dependsOnBatch(Node node) {
    if (node.type().shape().isBatched() || node.inputs().stream().anyMatch(i -> i.type().shape().isBatched())) {
      return true;
    }
    if (!(node.op() instanceof StructuredOp)) {
      return false;
    }
    Structure s = NodeFacts.of(node);
    return s.axes().stream().anyMatch(a -> a.extent().perBatch()) || Scalars.countsBatch(s.body()) || Scalars.countsBatch(s.epilogue());
  }
}
