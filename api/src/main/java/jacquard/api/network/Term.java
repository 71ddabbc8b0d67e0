package jacquard.api.network;

import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;

/// A node of a graph that is being built: what a value of a function stands for.
public record Term(GraphBuilder graph, Node node) {
  public TensorType type() {
    return node.type();
  }
}
