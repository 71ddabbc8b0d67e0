package jacquard.ir.grad;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.RandomGraph;
import jacquard.ir.graph.State;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Sigmoid;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.text.Printer;
import jacquard.ir.text.RoundTrip;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tag;

/// Second derivatives of random graphs against difference quotients of their first derivatives.
@Tag("any-width") // runs no generated code
final class RandomGradientTest {
  private static final double STEP = 1e-6;
  private static final double TOLERANCE = 1e-5;

  /// The seed is fixed because a graph drawn anew might lie on a kink, where the quotient is wrong.
  @Property(tries = 60, seed = "2026")
  void secondOrder(@ForAll("choices") List<Integer> choices) {
    Graph first = RandomGraph.gradient(choices);
    GraphBuilder g = GraphBuilder.continuing(first);
    Node sum = first.roots().map(root -> bounded(root, g)).reduce((a, b) -> g.add(new Add(), a, b)).orElseThrow();
    List<Node> wrt = new ArrayList<>(first.inputs());
    wrt.addAll(first.states());
    List<Node> slopes = Gradient.of(sum, g.scalar(DType.F64, 1), wrt, g);
    g.output("sum", sum);
    IntStream.range(0, wrt.size()).forEach(i -> g.output("slope " + i, slopes.get(i)));
    Graph second = g.build();
    RoundTrip.check(second);
    Map<String, NdArray> at = RandomGraph.leaves(second);
    Map<String, NdArray> values = Evaluator.run(second, at);
    for (int i = 0; i < wrt.size(); i++) {
      String name = wrt.get(i).op() instanceof Input in ? in.name() : ((State) wrt.get(i).op()).name();
      double quotient = (sum(second, at, name, STEP) - sum(second, at, name, -STEP)) / (2 * STEP);
      NdArray slope = values.get("slope " + i);
      double expected = IntStream.range(0, slope.size()).mapToDouble(k -> slope.get(k) * direction(k)).sum();
      assertEquals(expected, quotient, TOLERANCE * (1 + Math.abs(expected)), () -> name + " of\n" + Printer.print(first));
    }
  }

  /// The sigmoid keeps the sum near 1, so that quotients stay accurate whatever the graph computes.
  private static Node bounded(Node root, GraphBuilder g) {
    return g.add(new ReduceSum(IntStream.range(0, root.type().rank()).boxed().toList(), false), g.add(new Sigmoid(), root));
  }

  private static double sum(Graph graph, Map<String, NdArray> at, String name, double step) {
    var moved = new LinkedHashMap<>(at);
    NdArray x = at.get(name).cast(DType.F64);
    for (int k = 0; k < x.size(); k++) {
      x.set(k, x.get(k) + step * direction(k));
    }
    moved.put(name, x);
    return Evaluator.run(graph, moved).get("sum").get(0);
  }

  private static double direction(int k) {
    return Math.cos(k + 1);
  }

  @Provide
  Arbitrary<List<Integer>> choices() {
    return Arbitraries.integers().between(0, 1000).withDistribution(RandomDistribution.uniform()).list().ofMinSize(10).ofMaxSize(150)
        .withSizeDistribution(RandomDistribution.uniform());
  }
}
