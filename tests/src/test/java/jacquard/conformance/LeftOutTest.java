package jacquard.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.ModelOptions;
import jacquard.api.Network;
import jacquard.api.Optimizer;
import jacquard.api.Tensor;
import jacquard.compiler.Compiler;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.Graph;
import jacquard.oracles.CodeForm;
import jacquard.testkit.Leaves;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The compiler without each pass and optimisation that can be left out, and without all of them: programs still compute what the reference
/// evaluation gives, in f64, predicting and training.
class LeftOutTest {
  private static final int BATCH = 3;
  private static final double TOLERANCE = 1e-9;

  private static final Map<String, Network> NETWORKS = Map.of(
      "plain", x -> x.conv(6, 3, c -> c.padding(1)).relu().maxPool(2).conv(20, 3).relu().dropout(0.3).flatten().dense(7).tanh().dense(2),
      "inception", x -> {
        Tensor y = x.conv(5, 3, c -> c.padding(1)).relu();
        return Tensor.concat(y.pointwise(8).relu(), y.pointwise(4).relu().conv(6, 3, c -> c.padding(1)).relu(),
            y.maxPool(3, p -> p.stride(1).padding(1)).pointwise(3).relu()).globalAvgPool().dense(2);
      },
      "residual", x -> {
        Tensor y = x.conv(8, 3, c -> c.padding(1).bias(false)).batchNorm().relu();
        return y.plus(y.conv(8, 3, c -> c.padding(1).bias(false)).batchNorm()).relu().conv(4, 3, c -> c.stride(2)).globalAvgPool().dense(2);
      },
      "separable", x -> x.conv(16, 3, c -> c.stride(2).padding(1)).relu().depthwiseConv(3, 1, c -> c.padding(1)).batchNorm().relu()
          .pointwise(18).batchNorm().relu().avgPool(2).flatten().dense(2));

  @TestFactory
  Stream<DynamicTest> programsStayRight() {
    return NETWORKS.entrySet().stream().sorted(Map.Entry.comparingByKey()).flatMap(e -> {
      Model model = Model.define(e.getKey(), ModelOptions.of(Shape.of(3, 9, 8)).dtype(DType.F64), e.getValue());
      return Stream.of(model.graphs().inference(), model.graphs().training(Loss.crossEntropy(), Optimizer.adam(0.01)))
          .flatMap(LeftOutTest::tests);
    });
  }

  private static Stream<DynamicTest> tests(Graph graph) {
    Map<String, NdArray> leaves = leaves(graph);
    Map<String, NdArray> expected = Evaluator.run(graph, leaves);
    Stream<Map.Entry<String, Compiler>> variants = Stream.concat(
        Compiler.optionalPasses(graph).stream().map(id -> Map.entry(id, Compiler.create().without(id))),
        Stream.of(Map.entry("all", Compiler.create().unoptimized())));
    return variants.map(v -> dynamicTest("%s%s without %s".formatted(graph.name(), graph.next().isEmpty() ? "" : ", training", v.getKey()),
        () -> assertClose(expected, new CodeForm(0, 2).run(v.getValue().compile(graph), graph, leaves, BATCH))));
  }

  /// States are 0 or more, as variances and second moments are.
  private static Map<String, NdArray> leaves(Graph graph) {
    Map<String, NdArray> leaves = Leaves.of(graph, BATCH, 1);
    var positive = new LinkedHashMap<>(leaves);
    graph.states().forEach(node -> {
      NdArray value = NdArray.zeros(node.type());
      for (int i = 0; i < value.size(); i++) {
        value.set(i, Math.abs(leaves.get(Leaves.name(node)).get(i)));
      }
      positive.put(Leaves.name(node), value);
    });
    return positive;
  }

  private static void assertClose(Map<String, NdArray> expected, Map<String, NdArray> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, value) -> {
      double largest = 0;
      for (int i = 0; i < value.size(); i++) {
        assertTrue(Double.isFinite(value.get(i)), name);
        largest = Math.max(largest, Math.abs(value.get(i)));
      }
      for (int i = 0; i < value.size(); i++) {
        assertEquals(value.get(i), actual.get(name).get(i), TOLERANCE * Math.max(1e-3, largest), name + "[" + i + "]");
      }
    });
  }

  @Test
  void anUnknownIdIsRefused() {
    String message = assertThrows(UserError.class, () -> Compiler.create().without("fuse-all")).getMessage();
    assertTrue(message.contains("pass/unknown") && message.contains("fuse-epilogue") && message.contains("pack-lanes"), message);
    assertTrue(!message.contains("expand-composites"), message);
  }
}
