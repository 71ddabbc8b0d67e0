package jacquard.compiler.pass.winograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.compiler.pass.Differential;
import jacquard.compiler.pass.PassManager;
import jacquard.compiler.pass.Pipeline;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.eval.AccumulatedMagnitude;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.eval.Roundings;
import jacquard.ir.grad.Gradient;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Convolution;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Convolutions over tiles, asked for whatever they cost: of random sizes and paddings, with their gradients, and with channels and
/// filters of all scales. The graphs that [jacquard.compiler.pass.PassPropertyTest] draws are too small for the pass by itself.
@Tag("any-width") // runs no generated code
final class WinogradTest {
  private static final int GRAPHS = 24;
  private static final int SCALES = 12;

  private static Graph tiled(Graph graph, int outputs) {
    return PassManager.forTests().run(Pipeline.of(new Winograd(layer -> outputs)), graph).graph();
  }

  @TestFactory
  Stream<DynamicTest> valuesAndGradientsStay() {
    return Stream.of(2, 4).map(outputs -> DynamicTest.dynamicTest("tiles of " + outputs, () -> {
      for (long seed = 0; seed < GRAPHS; seed++) {
        Graph graph = convolution(new Random(seed), true);
        Graph after = tiled(graph, outputs);
        assertNotSame(graph, after);
        assertSame(after, tiled(after, outputs), "again");
        assertEquals(Optional.empty(), Differential.of(graph, seed).difference(after, new Winograd().numerics()), "seed " + seed);
      }
    }));
  }

  /// A convolution of any size and padding, some cut, some of more than a kernel; with the gradients of input and weights.
  private static Graph convolution(Random random, boolean gradients) {
    var g = new GraphBuilder("tiles");
    List<Integer> lo = List.of(random.nextInt(4) - 1, random.nextInt(4) - 1);
    List<Integer> hi = List.of(random.nextInt(4) - 1, random.nextInt(4) - 1);
    Node x = g.input("x", type(Dim.BATCH, Dim.of(1 + random.nextInt(3)), Dim.of(5 + random.nextInt(8)), Dim.of(5 + random.nextInt(8))));
    Node w = g.input("w", type(Dim.of(1 + random.nextInt(3)), x.type().shape().dim(1), Dim.of(3), Dim.of(3)));
    List<Integer> ones = List.of(1, 1);
    Node y = g.add(new Convolution(ones, lo, hi, ones, ones, 1, 1), x, w);
    g.output("y", y);
    if (gradients) {
      List<Node> found = Gradient.of(y, g.input("dy", y.type()), List.of(x, w), g);
      g.output("dx", found.get(0)).output("dw", found.get(1));
    }
    return g.build();
  }

  private static TensorType type(Dim... dims) {
    return new TensorType(DType.F64, Shape.of(List.of(dims)));
  }

  /// No output channel loses more digits than the pass states, whatever scales others have.
  @Test
  void scalesOfFiltersAndChannelsCostNoDigits() {
    double growth = new Winograd().numerics().growth();
    for (long seed = 0; seed < SCALES; seed++) {
      var random = new Random(seed);
      Graph graph = convolution(random, false);
      Map<String, NdArray> leaves = scaled(graph, random);
      Map<String, NdArray> expected = Evaluator.run(graph, leaves);
      Map<String, NdArray> magnitudes = AccumulatedMagnitude.of(graph, leaves);
      for (int outputs : List.of(2, 4)) {
        double worst = Roundings.worst(expected, Evaluator.run(tiled(graph, outputs), leaves), magnitudes, DType.F64, true);
        assertTrue(worst <= growth * Roundings.allowed(graph, 2), () -> "%d roundings".formatted((long) worst));
      }
    }
  }

  /// Channels of the input from 1e-12 to 1e12, whose weights take that back, and filters of scales of their own.
  private static Map<String, NdArray> scaled(Graph graph, Random random) {
    var leaves = new LinkedHashMap<>(Differential.leaves(graph, random.nextLong()));
    NdArray x = leaves.get("x");
    NdArray w = leaves.get("w");
    int channels = x.shape().extent(1);
    double[] scales = random.doubles(channels, -12, 12).map(e -> Math.pow(10, e)).toArray();
    double[] filters = random.doubles(w.shape().extent(0), -12, 12).map(e -> Math.pow(10, e)).toArray();
    int map = x.shape().extent(2) * x.shape().extent(3);
    for (int i = 0; i < x.size(); i++) {
      x.set(i, x.get(i) * scales[i / map % channels]);
    }
    for (int i = 0; i < w.size(); i++) {
      w.set(i, w.get(i) / scales[i / 9 % channels] * filters[i / 9 / channels]);
    }
    return leaves;
  }

  /// Larger tiles lose more: the bound of the pass is that of the largest it takes.
  @Test
  void growthIsStated() {
    assertEquals(64, Math.pow(new TileTransform(2, 3).growth(), 2), 1e-9);
    assertEquals(2304, Math.pow(new TileTransform(4, 3).growth(), 2), 1e-9);
    assertEquals(2304, new Winograd().numerics().growth(), 1e-9);
  }
}
