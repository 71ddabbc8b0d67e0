package jacquard.compiler.view;

import jacquard.ir.graph.Graph;
import jacquard.ir.graph.LeafOp;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.shape.View;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/// Which nodes get memory: everything but views, and those views that a root names or that some reader cannot see through.
public final class Materialised {
  private Materialised() {}

  public static Set<Node> of(Graph graph, Set<Node> joined) {
    Set<Node> result = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Node node : graph.nodes()) {
      if (!(node.op() instanceof View)) {
        result.add(node);
      }
    }
    graph.roots().forEach(result::add);
    for (Node node : graph.nodes()) {
      if (!(node.op() instanceof LeafOp)) {
        Structures.of(node, joined).forEach(s -> addOpaqueViews(node, s, result));
      }
    }
    return result;
  }

  private static void addOpaqueViews(Node node, Structure s, Set<Node> result) {
    s.indexOperands().mapToObj(node::input).filter(i -> i.op() instanceof View).forEach(result::add);
    for (Access read : s.reads()) {
      Node source = node.input(read.operand());
      Access access = read;
      while (source.op() instanceof View && !result.contains(source)) {
        if (!Composed.composes(access, source, s)) {
          result.add(source);
          break;
        }
        access = Composed.through(access, source);
        source = source.input(0);
      }
    }
  }
}
