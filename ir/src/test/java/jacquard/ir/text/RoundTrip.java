package jacquard.ir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Graphs;
import jacquard.ir.verify.Verifier;
import java.util.List;

/// What holds for the text of every sound graph.
public final class RoundTrip {
  private RoundTrip() {}

  /// `graph` verifies; its text parses to the same graph and prints again the same, with and without locations.
  public static Graph check(Graph graph) {
    assertEquals(List.of(), Verifier.verify(graph), () -> Verifier.annotated(graph, Verifier.verify(graph)));
    String text = Printer.print(graph);
    Graph parsed = Parser.parse(text);
    Graphs.assertSame(graph, parsed);
    assertEquals(text, Printer.print(parsed));
    String canonical = Printer.canonical(graph);
    assertEquals(canonical, Printer.canonical(Parser.parse(canonical)));
    return parsed;
  }
}
