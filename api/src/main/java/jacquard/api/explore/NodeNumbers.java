package jacquard.api.explore;

import jacquard.ir.Loc;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// Numbers nodes over all graphs that a sequence of passes has made: a node that a pass keeps, which is another object in the graph after
/// it, keeps its number.
///
/// A node is taken for one of the graph before where op, type and places in the source are equal, first for one over the same operands,
/// else for the first that is left.
final class NodeNumbers {
  private record Key(Op op, TensorType type, Loc loc) {}

  private record Before(int number, List<Integer> inputs) {}

  private final Map<Node, Integer> numbers = new IdentityHashMap<>();
  private final List<Node> first = new ArrayList<>();
  private Map<Key, List<Before>> before = new HashMap<>();

  /// Takes up the next graph.
  void follow(Graph graph) {
    Map<Key, List<Before>> now = new HashMap<>();
    for (Node node : graph.nodes()) {
      var key = new Key(node.op(), node.type(), node.loc());
      List<Integer> inputs = node.inputs().stream().map(this::of).toList();
      int number = kept(before.getOrDefault(key, List.of()), inputs);
      if (number < 0) {
        number = first.size();
        first.add(node);
      }
      numbers.put(node, number);
      now.computeIfAbsent(key, k -> new ArrayList<>()).add(new Before(number, inputs));
    }
    before = now;
  }

  private static int kept(List<Before> candidates, List<Integer> inputs) {
    for (Before candidate : candidates) {
      if (candidate.inputs().equals(inputs)) {
        candidates.remove(candidate);
        return candidate.number();
      }
    }
    return candidates.isEmpty() ? -1 : candidates.removeFirst().number();
  }

  /// The number of a node of a graph taken up.
  int of(Node node) {
    return numbers.getOrDefault(node, -1);
  }

  /// As above, where the node may be of another graph.
  OptionalInt find(Node node) {
    Integer number = numbers.get(node);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /// The first node of each number.
  List<Node> nodes() {
    return first;
  }
}
