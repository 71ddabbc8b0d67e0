package jacquard.compiler.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import jacquard.ir.graph.Graph;
import jacquard.ir.text.Parser;
import jacquard.ir.text.Printer;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Random graphs through every pass: what it makes verifies, gives the promised values and gradients, and is left alone by a second run.
/// A failure prints the graph, ready for a golden file.
class PassPropertyTest {
  @Property(tries = 100)
  void everyPassKeepsItsPromise(@ForAll long seed, @ForAll @IntRange(min = 1, max = 25) int size) {
    Graph graph = RandomGraphs.of(seed, size, true, false);
    try {
      var differential = Differential.of(graph, seed);
      for (Pass pass : Pipelines.passes().values()) {
        Graph after = PassManager.forTests().run(Pipeline.of(pass), graph).graph();
        if (after != graph) {
          assertEquals(Optional.empty(), differential.difference(after, pass.numerics()), pass.id());
          assertSame(after, PassManager.forTests().run(Pipeline.of(pass), after).graph(), pass.id() + " again");
        }
      }
    } catch (RuntimeException | AssertionError e) {
      throw failure(graph, e);
    }
  }

  @Property(tries = 100)
  void pipelinesKeepValuesAndGradients(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int size) {
    Graph graph = RandomGraphs.of(seed, size, false, true);
    try {
      var differential = Differential.of(graph, seed);
      for (Pipeline pipeline : List.of(Pipelines.INFERENCE, Pipelines.TRAINING)) {
        Graph after = PassManager.forTests().run(pipeline, graph).graph();
        assertEquals(Optional.empty(), differential.difference(after, pipeline.numerics()), pipeline.name());
        String text = Printer.print(after);
        assertEquals(text, Printer.print(Parser.parse(text)));
        assertEquals(text, Printer.print(PassManager.forTests().run(pipeline, graph).graph()), "deterministic");
      }
    } catch (RuntimeException | AssertionError e) {
      throw failure(graph, e);
    }
  }

  private static AssertionError failure(Graph graph, Throwable cause) {
    return new AssertionError(cause.getMessage() + "\n" + Printer.canonical(graph), cause);
  }
}
