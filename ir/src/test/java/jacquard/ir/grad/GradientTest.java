package jacquard.ir.grad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.DerivedAdjoint;
import jacquard.ir.op.OpCase;
import jacquard.ir.op.OpCase.Values;
import jacquard.ir.op.OpCases;
import jacquard.ir.op.StopGradient;
import jacquard.ir.op.StructuredOp;
import jacquard.ir.text.RoundTrip;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// Reverse mode against central differences in double, first and second order, and against the derived adjoint, for every op.
@Tag("any-width") // runs no generated code
final class GradientTest {
  /// The truncation error `h²·f'''/6` and the rounding error `2⁻⁵³·f/h` both stay near 1e-10.
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-7;
  private static final int DIRECTION = 100;

  @TestFactory
  Stream<DynamicTest> firstOrder() {
    return differentiable().map(c -> dynamicTest(c.name(), () -> {
      var g = new GraphBuilder("first");
      Node y = c.node(g);
      List<Node> x = floats(y);
      Map<String, NdArray> leaves = c.operands();
      check(c, g, y, x, leaves);
    }));
  }

  @TestFactory
  Stream<DynamicTest> secondOrder() {
    return differentiable().flatMap(c -> floats(c.node(new GraphBuilder("count"))).stream().map(Node::id).map(k ->
        dynamicTest(c.name() + ", x" + k, () -> {
          var g = new GraphBuilder("second");
          Node y = c.node(g);
          List<Node> x = floats(y);
          Node dy = g.input("dy", y.type());
          Node dx = Gradient.of(y, dy, List.of(y.input(k)), g).getFirst();
          var leaves = new LinkedHashMap<>(c.operands());
          leaves.put("dy", c.array(y.type(), Values.SIGNED, 50));
          var wrt = new ArrayList<>(x);
          wrt.add(dy);
          check(c, g, dx, wrt, leaves);
        })));
  }

  @TestFactory
  Stream<DynamicTest> derivedAdjoint() {
    return differentiable().filter(c -> c.op() instanceof StructuredOp && !c.op().mnemonic().equals("fused"))
        .map(c -> dynamicTest(c.name(), () -> {
          var g = new GraphBuilder("both");
          Node y = c.node(g);
          Node dy = g.input("dy", y.type());
          List<Node> x = floats(y);
          List<Node> written = Gradient.of(y, dy, x, g);
          var derived = DerivedAdjoint.of(y, dy, g);
          var leaves = new LinkedHashMap<>(c.operands());
          leaves.put("dy", c.array(y.type(), Values.SIGNED, 50));
          for (int k = 0; k < x.size(); k++) {
            Node other = derived.get(y.inputs().indexOf(x.get(k)));
            g.output("written" + k, written.get(k));
            if (other != null) {
              g.output("derived" + k, other);
            }
          }
          Graph graph = g.build();
          RoundTrip.check(graph);
          Map<String, NdArray> values = Evaluator.run(graph, leaves);
          for (int k = 0; k < x.size(); k++) {
            NdArray a = values.get("written" + k);
            NdArray b = values.getOrDefault("derived" + k, NdArray.zeros(a.type()));
            for (int i = 0; i < a.size(); i++) {
              assertEquals(a.get(i), b.get(i), 1e-12 * (1 + Math.abs(a.get(i))), "x" + k + "[" + i + "]");
            }
          }
        }));
  }

  /// `∂⟨c, y⟩/∂x` for every `x`, against the difference of `⟨c, y⟩` along a random direction of `x` alone.
  private static void check(OpCase c, GraphBuilder g, Node y, List<Node> x, Map<String, NdArray> leaves) {
    Node cotangent = g.input("cotangent", y.type());
    NdArray weights = c.array(y.type(), Values.SIGNED, 60);
    g.output("y", y);
    List<Node> dx = Gradient.of(y, cotangent, x, g);
    for (int k = 0; k < x.size(); k++) {
      assertEquals(x.get(k).type(), dx.get(k).type());
      g.output("d" + k, dx.get(k));
    }
    Graph graph = g.build();
    RoundTrip.check(graph);
    var at = new LinkedHashMap<>(leaves);
    at.put("cotangent", weights);
    Map<String, NdArray> values = Evaluator.run(graph, at);
    for (int k = 0; k < x.size(); k++) {
      String name = ((jacquard.ir.op.Input) x.get(k).op()).name();
      NdArray direction = c.array(x.get(k).type(), Values.SIGNED, DIRECTION + k);
      double expected = (weighted(graph, at, name, direction, STEP, weights) - weighted(graph, at, name, direction, -STEP, weights))
          / (2 * STEP);
      assertEquals(expected, dot(values.get("d" + k), direction), TOLERANCE * (1 + Math.abs(expected)), name);
    }
  }

  private static double weighted(Graph graph, Map<String, NdArray> at, String name, NdArray direction, double step, NdArray weights) {
    NdArray x = at.get(name).cast(DType.F64);
    for (int i = 0; i < x.size(); i++) {
      x.set(i, x.get(i) + step * direction.get(i));
    }
    var moved = new LinkedHashMap<>(at);
    moved.put(name, x);
    return dot(Evaluator.run(graph, moved).get("y"), weights);
  }

  private static double dot(NdArray a, NdArray b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      sum += a.get(i) * b.get(i);
    }
    return sum;
  }

  /// Cases computing in f64 from operands, but for the op whose gradient is not its derivative.
  private static Stream<OpCase> differentiable() {
    return OpCases.all().filter(c -> !(c.op() instanceof StopGradient) && !c.types().isEmpty()
        && c.node(new GraphBuilder("type")).type().dtype() == DType.F64);
  }

  private static List<Node> floats(Node y) {
    return y.inputs().stream().filter(n -> n.type().dtype().isFloat()).toList();
  }
}
