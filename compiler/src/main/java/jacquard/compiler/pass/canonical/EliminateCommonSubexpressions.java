package jacquard.compiler.pass.canonical;

import jacquard.compiler.pass.GraphRebuild;
import jacquard.compiler.pass.Numerics;
import jacquard.compiler.pass.Pass;
import jacquard.compiler.pass.PassContext;
import jacquard.ir.Loc;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.LeafOp;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.graph.State;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;

/// op(x…), op(x…)  =>  one op(x…)
///
/// Nodes are equal when their op records are and their inputs are the same nodes; constants by type and content. The survivor, the
/// first, takes the locations of all.
public final class EliminateCommonSubexpressions implements Pass {
  private record Key(Op op, List<Integer> inputs) {}

  @Override
  public String does() {
    return "computes equal expressions once";
  }

  @Override
  public Numerics numerics() {
    return Numerics.bitwise("the same operation on the same values");
  }

  @Override
  public Graph run(Graph graph, PassContext context) {
    var first = new HashMap<Key, Node>();
    var representative = new IdentityHashMap<Node, Node>();
    var locs = new IdentityHashMap<Node, Loc>();
    for (Node node : graph.nodes()) {
      context.at(node);
      Node same = isGiven(node) ? node : first.computeIfAbsent(key(node, representative), k -> node);
      if (same != node && context.mayRewrite()) {
        representative.put(node, same);
        locs.merge(same, same.loc().merge(node.loc()), (a, b) -> a.merge(node.loc()));
      } else {
        representative.put(node, node);
      }
    }
    var rebuild = new GraphRebuild(graph);
    for (Node node : graph.nodes()) {
      Node same = representative.getOrDefault(node, node);
      if (same != node) {
        rebuild.replace(node, same);
      } else {
        rebuild.keep(node, node.op() instanceof LeafOp ? node.loc() : locs.getOrDefault(node, node.loc()));
      }
    }
    return rebuild.build();
  }

  private static boolean isGiven(Node node) {
    return node.op() instanceof Input || node.op() instanceof State;
  }

  private static Key key(Node node, IdentityHashMap<Node, Node> representative) {
    return new Key(node.op(), node.inputs().stream().map(i -> representative.getOrDefault(i, i).id()).toList());
  }
}
