package jacquard.compiler.pass.decompose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import jacquard.compiler.pass.PassManager;
import jacquard.compiler.pass.Pipeline;
import jacquard.compiler.pass.pipeline.Pipelines;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.eval.AccumulatedMagnitude;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.eval.Roundings;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Convolution;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Factors are exact channel by channel, whatever the scales, or they are not made.
@Tag("any-width") // runs no generated code
class GrowthTest {
  private static final int OUTS = 64;
  private static final int INS = 32;
  private static final int RANK = 6;
  private static final int SIDE = 6;
  /// In roundings.
  private static final double LIMIT = LayerWeights.LARGEST_GROWTH * Math.sqrt(RANK);

  /// Weights of rank 6 from the channels `(i, r)` to the filters, but for the input channels `apart`, which are random and `small`.
  private static NdArray weights(DType dtype, IntPredicate apart, double small) {
    var random = new Random(7);
    double[] between = random.doubles(RANK * INS * 9, -1, 1).toArray();
    double[] out = random.doubles(OUTS * RANK, -1, 1).toArray();
    NdArray w = NdArray.zeros(new TensorType(dtype, Shape.of(OUTS, INS, 3, 3)));
    for (int e = 0; e < w.size(); e++) {
      int o = e / (INS * 9);
      double sum = 0;
      for (int k = 0; k < RANK; k++) {
        sum += out[o * RANK + k] * between[k * INS * 9 + e % (INS * 9)];
      }
      w.set(e, apart.test(e / 9 % INS) ? small * random.nextGaussian() : sum);
    }
    return w;
  }

  private static Graph graph(NdArray w) {
    var g = new GraphBuilder("scaled");
    var type = new TensorType(w.dtype(), Shape.of(List.of(Dim.BATCH, Dim.of(INS), Dim.of(SIDE), Dim.of(SIDE))));
    Node y = g.add(Convolution.of(List.of(1, 1), List.of(1, 1), List.of(1, 1), 1), g.input("x", type), g.constant(w));
    return g.output("y", y).build();
  }

  private static Graph decomposed(Graph graph) {
    return PassManager.forTests().run(Pipeline.of(new DecomposeWeights()), graph).graph();
  }

  /// The largest error of an output channel against its accumulated magnitude, in roundings, for an input whose channels have these scales.
  private static double error(Graph before, Graph after, DoubleUnaryOperator scale) {
    var random = new Random(3);
    NdArray x = NdArray.zeros(before.inputs().getFirst().type().shaped(Shape.of(1, INS, SIDE, SIDE)));
    for (int e = 0; e < x.size(); e++) {
      x.set(e, scale.applyAsDouble(e / (SIDE * SIDE)) * random.nextGaussian());
    }
    Map<String, NdArray> leaves = Map.of("x", x);
    return Roundings.worst(Evaluator.run(before, leaves), Evaluator.run(after, leaves), AccumulatedMagnitude.of(before, leaves), x.dtype(),
        true);
  }

  @Test
  void aSmallChannelOfLargeInputsKeepsItsDigits() {
    for (DType dtype : List.of(DType.F32, DType.F64)) {
      Graph low = graph(weights(dtype, i -> false, 1));
      assertNotSame(low, decomposed(low), "a low rank is found");
      assertEquals(0, error(low, decomposed(low), i -> 1), LIMIT);
      for (double small : new double[] {1e-12, 1e-7}) {
        Graph mixed = graph(weights(dtype, i -> i == 0, small));
        assertEquals(0, error(mixed, decomposed(mixed), i -> i == 0 ? 1 / small : 1), LIMIT,
            dtype + " " + small);
      }
    }
  }

  /// Middle taps `u·vᵀ + δ·noise`: a rewrite that takes the product for all of it, or inverts it, loses the noise. With all passes of
  /// inference.
  @Test
  void middleTapsOfNearlyRankOneKeepTheirDigits() {
    var random = new Random(5);
    for (double delta : new double[] {1e-4, 1e-8, 1e-12, 1e-14}) {
      double[] u = random.doubles(OUTS, -1, 1).toArray();
      double[] v = random.doubles(INS, -1, 1).toArray();
      NdArray w = NdArray.zeros(new TensorType(DType.F64, Shape.of(OUTS, INS, 3, 3)));
      for (int e = 0; e < w.size(); e++) {
        boolean middle = e % 9 == 4;
        w.set(e, middle ? u[e / (INS * 9)] * v[e / 9 % INS] + delta * random.nextGaussian() : random.nextGaussian());
      }
      Graph graph = graph(w);
      Graph after = PassManager.forTests().run(Pipelines.INFERENCE, graph).graph();
      assertEquals(0, error(graph, after, i -> 1), Pipelines.INFERENCE.numerics().growth() * Roundings.allowed(graph, 1), "δ = " + delta);
    }
  }

  /// Filters see nothing of channels with which they share no weight, however large those are.
  @Test
  void halvesThatShareNothingStayApart() {
    NdArray w = weights(DType.F32, i -> false, 1);
    for (int e = 0; e < w.size(); e++) {
      boolean apart = e / (INS * 9) < OUTS / 2 != e / 9 % INS < INS / 2;
      w.set(e, apart ? 0 : w.get(e));
    }
    Graph graph = graph(w);
    assertEquals(0, error(graph, decomposed(graph), i -> i < INS / 2 ? 1e12 : 1e-12), LIMIT);
  }

  /// Scales of filters and channels leave a product of small rank a product.
  @Test
  void scaledFactorsKeepTheirDigitsOrStayWhole() {
    for (int seed = 0; seed < 3; seed++) {
      var random = new Random(seed);
      NdArray w = weights(DType.F64, i -> false, 1);
      double[] channels = random.doubles(INS, -12, 12).map(e -> Math.pow(10, e)).toArray();
      double[] filters = random.doubles(OUTS, -12, 12).map(e -> Math.pow(10, e)).toArray();
      for (int e = 0; e < w.size(); e++) {
        w.set(e, w.get(e) * filters[e / (INS * 9)] / channels[e / 9 % INS]);
      }
      Graph graph = graph(w);
      Graph after = decomposed(graph);
      assertEquals(0, error(graph, after, i -> channels[(int) i]), LIMIT);
    }
  }

  /// Products of a row and a column of any scales, in both types: rows and columns of the weights are the factors.
  @Test
  void scaledProductsOfRankOneAreFound() {
    for (DType dtype : List.of(DType.F32, DType.F64)) {
      var random = new Random(5);
      double[] u = random.doubles(277, -12, 12).map(e -> Math.pow(10, e)).toArray();
      double[] v = random.doubles(72, -12, 12).map(e -> Math.pow(10, e)).toArray();
      NdArray w = NdArray.zeros(new TensorType(dtype, Shape.of(277, 72)));
      for (int e = 0; e < w.size(); e++) {
        w.set(e, u[e / 72] * v[e % 72]);
      }
      var weights = new Weights(w, 1);
      var split = new Split(false, List.of());
      List<NdArray> factors = split.factorsOfElements(weights, 1, Spectrum.of(split, weights, 1).parts());
      assertEquals(1, Growth.of(split, weights, factors.get(0), factors.get(1)), 2);
    }
  }

  @Test
  void growthIsThatOfTheWorstPair() {
    var layer = new Weights(NdArray.of(Shape.of(2, 2), 1.0, 0.0, 1.0, 1.0), 1);
    var split = new Split(false, List.of());
    NdArray identity = NdArray.of(Shape.of(2, 2), 1.0, 0.0, 0.0, 1.0);
    assertEquals(1 / Math.sqrt(2), Growth.of(split, layer, identity, layer.values()));
    NdArray rotated = NdArray.of(Shape.of(2, 2), 1.0, 1.0, 1.0, -1.0);
    NdArray back = NdArray.of(Shape.of(2, 2), 0.5, 0.5, 1.0, 0.0);
    assertEquals(Double.POSITIVE_INFINITY, Growth.of(split, layer, rotated, back));
    assertSame(DType.F64, layer.dtype());
  }
}
