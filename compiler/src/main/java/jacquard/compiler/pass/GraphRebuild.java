package jacquard.compiler.pass;

import jacquard.ir.Loc;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.Input;
import jacquard.ir.op.Op;
import jacquard.ir.op.State;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// The successor of a graph in the making: every old node is either kept or replaced, in order.
///
/// Kept nodes keep their type and location. Nodes that nothing needs any more are left out of the result; inputs and states stay.
public final class GraphRebuild {
  private final Graph old;
  private final GraphBuilder builder;
  private final IdentityHashMap<Node, Node> successors = new IdentityHashMap<>();
  private boolean changed;

  public GraphRebuild(Graph old) {
    this.old = old;
    this.builder = new GraphBuilder(old.name());
  }

  /// The successor of an old node; any other node is new and stands for itself.
  public Node now(Node node) {
    return successors.getOrDefault(node, node);
  }

  public List<Node> now(List<Node> nodes) {
    return nodes.stream().map(this::now).toList();
  }

  /// Copies `node` over the successors of its inputs.
  public Node keep(Node node) {
    return keep(node, node.loc());
  }

  public Node keep(Node node, Loc loc) {
    Node copy = builder.append(node.op(), now(node.inputs()), node.type(), loc);
    successors.put(node, copy);
    return copy;
  }

  /// Makes the successor of `by` (or `by` itself, if new) the successor of `node`.
  public void replace(Node node, Node by) {
    successors.put(node, now(by));
    changed = true;
  }

  /// A new node over old or new inputs.
  public Node add(Op op, List<Node> inputs, Loc loc) {
    return builder.add(op, now(inputs), loc);
  }

  /// Where new nodes go; their inputs must be new.
  public GraphBuilder builder() {
    return builder;
  }

  /// Says that the result differs from the old graph, though no node was replaced.
  public void change() {
    changed = true;
  }

  public boolean changed() {
    return changed;
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

  /// The nodes of `graph` that its roots need, and all inputs and states.
  static Set<Node> live(Graph graph) {
    Set<Node> live = Collections.newSetFromMap(new IdentityHashMap<>());
    graph.roots().forEach(live::add);
    List<Node> nodes = graph.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (node.op() instanceof Input || node.op() instanceof State || live.contains(node)) {
        live.add(node);
        live.addAll(node.inputs());
      }
    }
    return live;
  }

  static Graph withoutDead(Graph graph) {
    Set<Node> live = live(graph);
    if (live.size() == graph.nodes().size()) {
      return graph;
    }
    var rebuild = new GraphRebuild(graph);
    graph.nodes().stream().filter(live::contains).forEach(rebuild::keep);
    graph.outputs().forEach((name, node) -> rebuild.builder.output(name, rebuild.now(node)));
    graph.next().forEach((state, node) -> rebuild.builder.next(rebuild.now(state), rebuild.now(node)));
    return rebuild.builder.build();
  }
}
