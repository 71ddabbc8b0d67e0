package jacquard.compiler.pass;

import jacquard.ir.Loc;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.graph.State;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The successor of a graph in the making: every old node is either kept or replaced, in order.
///
/// Kept nodes keep their type and location. Nodes that nothing needs any more are left out of the result; inputs and states stay. Nothing
/// is copied before something changes, as most sweeps of most passes end without that.
public final class GraphRebuild {
  private final Graph old;
  private final GraphBuilder builder;
  /// By the id of the old node; empty until something changes.
  private @Nullable Node[] successors = {};
  /// What was kept before something changed.
  private final List<Node> kept = new ArrayList<>();
  private boolean changed;

  public GraphRebuild(Graph old) {
    this.old = old;
    this.builder = new GraphBuilder(old.name());
  }

  private void copyKept() {
    if (successors.length == 0) {
      successors = new @Nullable Node[old.nodes().size()];
      kept.forEach(n -> copy(n, n.loc()));
    }
  }

  private void copy(Node node, Loc loc) {
    successors[node.id()] = builder.append(node.op(), now(node.inputs()), node.type(), loc);
  }

  /// The successor of an old node; any other node is new and stands for itself.
  public Node now(Node node) {
    copyKept();
    Node successor = old.contains(node) ? successors[node.id()] : null;
    return successor == null ? node : successor;
  }

  public List<Node> now(List<Node> nodes) {
    var now = new Node[nodes.size()];
    for (int i = 0; i < now.length; i++) {
      now[i] = now(nodes.get(i));
    }
    return List.of(now);
  }

  /// Copies `node` over the successors of its inputs.
  public void keep(Node node) {
    keep(node, node.loc());
  }

  public void keep(Node node, Loc loc) {
    if (successors.length == 0 && loc == node.loc()) {
      kept.add(node);
    } else {
      copyKept();
      copy(node, loc);
    }
  }

  /// Makes the successor of `by` (or `by` itself, if new) the successor of `node`.
  public void replace(Node node, Node by) {
    Node successor = now(by);
    successors[node.id()] = successor;
    changed = true;
  }

  /// A new node over old or new inputs.
  public Node add(Op op, List<Node> inputs, Loc loc) {
    return builder().add(op, now(inputs), loc);
  }

  /// Where new nodes go; their inputs must be new.
  public GraphBuilder builder() {
    copyKept();
    return builder;
  }

  /// The result; the old graph itself where nothing changed.
  public Graph build() {
    if (!changed) {
      return old;
    }
    old.outputs().forEach((name, node) -> builder.output(name, now(node)));
    old.next().forEach((state, node) -> builder.next(now(state), now(node)));
    return withoutDead(builder.build());
  }

  /// The ids of the nodes of `graph` that its roots need, and of all inputs and states.
  private static BitSet live(Graph graph) {
    List<Node> nodes = graph.nodes();
    var live = new BitSet(nodes.size());
    graph.roots().forEach(r -> live.set(r.id()));
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (node.op() instanceof Input || node.op() instanceof State || live.get(i)) {
        live.set(i);
        node.inputs().forEach(n -> live.set(n.id()));
      }
    }
    return live;
  }

  public static Graph withoutDead(Graph graph) {
    BitSet live = live(graph);
    if (live.cardinality() == graph.nodes().size()) {
      return graph;
    }
    var rebuild = new GraphRebuild(graph);
    live.stream().mapToObj(graph.nodes()::get).forEach(rebuild::keep);
    graph.outputs().forEach((name, node) -> rebuild.builder().output(name, rebuild.now(node)));
    graph.next().forEach((state, node) -> rebuild.builder().next(rebuild.now(state), rebuild.now(node)));
    return rebuild.builder().build();
  }
}
