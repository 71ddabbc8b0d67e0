package jacquard.ir.graph;

import java.util.BitSet;
import java.util.List;

/// Which part of a training step each node of a graph belongs to.
///
/// | phase | nodes |
/// | --- | --- |
/// | forward | what outputs are computed from |
/// | update | what reads, directly or not, an input or state that no output needs, as the learning rate and slots; and statistics |
/// | backward | all other nodes: what updates are computed from |
///
/// So a gradient into which a pass has fused the update counts as an update. A graph without next states is all forward.
public final class GraphPhases {
  /// The parts, in the order in which they are computed.
  public enum Phase { FORWARD, BACKWARD, UPDATE }

  private final Graph graph;
  private final BitSet forward;
  private final BitSet update = new BitSet();

  private GraphPhases(Graph graph) {
    this.graph = graph;
    this.forward = ancestors(graph.outputs().values());
    List<Node> nodes = graph.nodes();
    for (Node node : nodes) {
      boolean leaf = node.op() instanceof Input || node.op() instanceof State;
      if (!forward.get(node.id()) && (leaf || node.inputs().stream().anyMatch(i -> update.get(i.id())))) {
        update.set(node.id());
      }
    }
    // What neither outputs nor updates need is a statistic of the forward pass on its way to its state.
    BitSet needed = ancestors(nodes.stream().filter(n -> update.get(n.id()) && !n.inputs().isEmpty()).toList());
    nodes.stream().filter(n -> !forward.get(n.id()) && !needed.get(n.id())).forEach(n -> update.set(n.id()));
  }

  public static GraphPhases of(Graph graph) {
    return new GraphPhases(graph);
  }

  /// Whether there is more than a forward part.
  public boolean isTraining() {
    return !graph.next().isEmpty();
  }

  /// The phase of a node of the graph.
  public Phase of(Node node) {
    return forward.get(node.id()) || !isTraining() ? Phase.FORWARD : update.get(node.id()) ? Phase.UPDATE : Phase.BACKWARD;
  }

  private BitSet ancestors(Iterable<Node> roots) {
    var ancestors = new BitSet();
    roots.forEach(r -> ancestors.set(r.id()));
    for (Node node : graph.nodes().reversed()) {
      if (ancestors.get(node.id())) {
        node.inputs().forEach(i -> ancestors.set(i.id()));
      }
    }
    return ancestors;
  }
}
