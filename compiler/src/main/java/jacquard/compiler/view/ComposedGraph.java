package jacquard.compiler.view;

import jacquard.compiler.nest.Blocking;
import jacquard.ir.Interrupted;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.LeafOp;
import jacquard.ir.graph.Node;
import jacquard.ir.op.shape.Concat;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A graph with its views composed away: what each node with memory computes, a structure, or one for each part of a concatenation in
/// `joined`.
public record ComposedGraph(Graph graph, Set<Node> joined, Map<Node, List<Composed>> steps) {
  /// With `joining`, concatenations are put together from steps that each write a slice.
  ///
  /// Errors: `plan/array`.
  public static ComposedGraph of(Graph graph, boolean joining) {
    Set<Node> joined = joining ? joined(graph) : Set.of();
    Set<Node> materialised = Materialised.of(graph, joined);
    var steps = new IdentityHashMap<Node, List<Composed>>();
    for (Node node : graph.nodes()) {
      Interrupted.check();
      if (materialised.contains(node) && !(node.op() instanceof LeafOp)) {
        int block = Blocking.of(node.type().dtype());
        steps.put(node, Structures.of(node, joined).stream().map(s -> Composed.of(node, s, materialised).split(block)).toList());
      }
    }
    graph.nodes().stream().filter(n -> n.op() instanceof LeafOp || steps.containsKey(n)).forEach(ComposedGraph::requireArray);
    return new ComposedGraph(graph, joined, steps);
  }

  /// An example of what has memory lies in one array.
  private static void requireArray(Node node) {
    long elements = node.type().shape().size(1);
    if (elements > Integer.MAX_VALUE) {
      throw UserError.of("plan/array").problem("%s: a value does not fit into Java's arrays", node.op().mnemonic()).at(node.loc())
          .got("%s: %d elements for one example", node.type(), elements).expected("at most %d", Integer.MAX_VALUE)
          .fix("use smaller inputs, or fewer channels").build();
    }
  }

  /// The concatenations to be put together. The next value of a state is not among them, so that a single step may overwrite the state.
  private static Set<Node> joined(Graph graph) {
    Set<Node> joined = Collections.newSetFromMap(new IdentityHashMap<>());
    graph.nodes().stream().filter(n -> n.op() instanceof Concat).forEach(joined::add);
    graph.next().values().forEach(joined::remove);
    return joined;
  }
}
