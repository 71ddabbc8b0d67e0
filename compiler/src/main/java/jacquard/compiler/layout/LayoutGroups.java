package jacquard.compiler.layout;

import jacquard.ir.graph.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Groups of values that are weighed together: sets that have a value in common become one.
final class LayoutGroups {
  private final Map<Node, List<Node>> groupOf = new IdentityHashMap<>();
  private final List<List<Node>> groups = new ArrayList<>();

  /// Puts `nodes` into one group. Smaller groups go into the largest, so that all of it takes little more than linear time.
  void add(List<Node> nodes) {
    List<Node> group = nodes.stream().map(groupOf::get).filter(Objects::nonNull).max(Comparator.comparingInt(List::size)).orElse(null);
    if (group == null) {
      group = new ArrayList<>();
      groups.add(group);
    }
    for (Node node : nodes) {
      List<Node> old = groupOf.get(node);
      if (old != group) {
        List<Node> more = old == null ? List.of(node) : List.copyOf(old);
        if (old != null) {
          old.clear();
        }
        for (Node n : more) {
          group.add(n);
          groupOf.put(n, group);
        }
      }
    }
  }

  /// Each group in this order, the groups in that in which they began.
  List<List<Node>> sorted(Comparator<Node> order) {
    return groups.stream().filter(g -> !g.isEmpty()).map(g -> g.stream().sorted(order).toList()).toList();
  }
}
