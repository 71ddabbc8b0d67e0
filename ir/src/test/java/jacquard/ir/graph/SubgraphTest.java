package jacquard.ir.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import jacquard.ir.DType;
import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.op.elementwise.Exp;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.elementwise.Relu;
import jacquard.ir.text.Parser;
import jacquard.ir.text.Printer;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Graphs as attributes are equal if they say the same.
class SubgraphTest {
  private static final TensorType TYPE = new TensorType(DType.F32, Shape.of(2));

  private static Graph graph(String name, Loc loc, Op op, String output) {
    var g = new GraphBuilder(name).at(loc);
    Node x = g.input("x", TYPE);
    Node first = g.add(op, x);
    Node y = g.input("y", TYPE);
    return g.output(output, g.add(new Mul(), first, y)).build();
  }

  private static void assertEqual(Graph a, Graph b) {
    assertEquals(Subgraph.of(a), Subgraph.of(b));
    assertEquals(Subgraph.of(a).hashCode(), Subgraph.of(b).hashCode());
  }

  @Test
  void nameAndLocationsPlayNoPart() {
    var there = new Loc(List.of(new Loc.Site("Net.java", 41, "conv1")));
    assertEqual(graph("f", Loc.UNKNOWN, new Exp(), "z"), graph("g", there, new Exp(), "z"));
  }

  @Test
  void whatIsReadFromTheTextIsEqual() {
    Graph graph = graph("f", Loc.UNKNOWN, new Exp(), "z");
    assertEqual(graph, Parser.parse(Printer.print(graph)));
  }

  @Test
  void opsAndOutputsAreCompared() {
    Subgraph exp = Subgraph.of(graph("f", Loc.UNKNOWN, new Exp(), "z"));
    assertNotEquals(exp, Subgraph.of(graph("f", Loc.UNKNOWN, new Relu(), "z")));
    assertNotEquals(exp, Subgraph.of(graph("f", Loc.UNKNOWN, new Exp(), "y")));
  }
}
