package jacquard.ir.graph;

import jacquard.ir.Loc;
import jacquard.ir.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Graphs that no builder makes, for tests of what the verifier finds.
public final class Broken {
  private Broken() {}

  public static Node node(int id, Op op, TensorType type, Node... inputs) {
    return new Node(id, op, List.of(inputs), type, Loc.UNKNOWN);
  }

  public static Graph graph(List<Node> nodes, Map<String, Node> outputs, Map<Node, Node> next) {
    return new Graph("broken", nodes, new LinkedHashMap<>(outputs), next);
  }
}
