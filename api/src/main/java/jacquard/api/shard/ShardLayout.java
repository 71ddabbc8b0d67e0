package jacquard.api.shard;

import jacquard.api.network.GraphNames;
import jacquard.ir.DType;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.State;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// Where a [ShardSum] holds what a shard's graph gives, gradients before statistics, and a [ShardRound] what the graph is given.
final class ShardLayout {
  private final Map<String, TensorType> gradients = new LinkedHashMap<>();
  private final Map<String, TensorType> statistics = new LinkedHashMap<>();
  private final Map<String, TensorType> states = new LinkedHashMap<>();
  private final DType dtype;

  ShardLayout(Graph graph) {
    graph.outputs().forEach((name, node) -> {
      if (name.endsWith(GraphNames.GRADIENT)) {
        gradients.put(name, node.type());
      } else if (name.endsWith(GraphNames.NEXT)) {
        statistics.put(name, node.type());
      }
    });
    graph.states().forEach(s -> states.put(((State) s.op()).name(), s.type()));
    this.dtype = Objects.requireNonNull(graph.outputs().get(GraphNames.LOSS)).type().dtype();
  }

  ShardSum sum() {
    return new ShardSum(dtype, size(gradients) + size(statistics));
  }

  FlatArray state() {
    return FlatArray.zeros(dtype, size(states));
  }

  int gradientSize() {
    return size(gradients);
  }

  private static int size(Map<String, TensorType> types) {
    return Math.toIntExact(types.values().stream().mapToLong(t -> t.shape().size()).sum());
  }

  /// What to do with an array of a type at a place.
  interface Visitor {
    void visit(String name, TensorType type, int at);
  }

  void eachGradient(Visitor visitor) {
    each(gradients, 0, visitor);
  }

  void eachStatistic(Visitor visitor) {
    each(statistics, size(gradients), visitor);
  }

  void eachState(Visitor visitor) {
    each(states, 0, visitor);
  }


  private static void each(Map<String, TensorType> types, int from, Visitor visitor) {
    int at = from;
    for (Map.Entry<String, TensorType> e : types.entrySet()) {
      visitor.visit(e.getKey(), e.getValue(), at);
      at += Math.toIntExact(e.getValue().shape().size());
    }
  }
}
