package jacquard.ir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.RandomGraph;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;

/// Random graphs and their gradients: they verify, their text parses back, and the parsed graph computes the same bits.
final class RandomGraphTest {
  @Property(tries = 200)
  void graphs(@ForAll("choices") List<Integer> choices) {
    check(RandomGraph.of(choices));
  }

  @Property(tries = 100)
  void gradients(@ForAll("choices") List<Integer> choices) {
    check(RandomGraph.gradient(choices));
  }

  private static void check(Graph graph) {
    Graph parsed = RoundTrip.check(graph);
    var leaves = RandomGraph.leaves(graph);
    assertEquals(Evaluator.run(graph, leaves), Evaluator.run(parsed, leaves), () -> Printer.print(graph));
  }

  @Provide
  Arbitrary<List<Integer>> choices() {
    return Arbitraries.integers().between(0, 1000).withDistribution(RandomDistribution.uniform()).list().ofMinSize(10).ofMaxSize(150)
        .withSizeDistribution(RandomDistribution.uniform());
  }
}
