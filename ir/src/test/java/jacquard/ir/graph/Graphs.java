package jacquard.ir.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;

/// Comparison of graphs in tests.
public final class Graphs {
  private Graphs() {}

  /// The same nodes with the same inputs, outputs and next values; inputs and states may stand elsewhere, as text puts them first.
  public static void assertSame(Graph expected, Graph actual) {
    assertEquals(expected.name(), actual.name());
    List<Node> a = order(expected);
    List<Node> b = order(actual);
    assertEquals(a.size(), b.size());
    for (int i = 0; i < a.size(); i++) {
      assertEquals(a.get(i).op(), b.get(i).op());
      assertEquals(a.get(i).type(), b.get(i).type());
      assertEquals(a.get(i).loc(), b.get(i).loc());
      assertEquals(positions(a, a.get(i).inputs()), positions(b, b.get(i).inputs()));
    }
    assertEquals(List.copyOf(expected.outputs().keySet()), List.copyOf(actual.outputs().keySet()));
    assertEquals(positions(a, expected.roots().toList()), positions(b, actual.roots().toList()));
    assertEquals(positions(a, List.copyOf(expected.next().keySet())), positions(b, List.copyOf(actual.next().keySet())));
  }

  private static List<Node> order(Graph graph) {
    var order = new ArrayList<>(graph.inputs());
    order.addAll(graph.states());
    graph.nodes().stream().filter(n -> !order.contains(n)).forEach(order::add);
    return order;
  }

  private static List<Integer> positions(List<Node> order, List<Node> nodes) {
    return nodes.stream().map(order::indexOf).toList();
  }
}
