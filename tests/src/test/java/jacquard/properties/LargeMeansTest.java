package jacquard.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.ModelGraphs;
import jacquard.api.Optimizer;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.grad.Gradient;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.op.normalization.GroupNorm;
import jacquard.ir.op.normalization.InstanceNorm;
import jacquard.ir.op.normalization.LayerNorm;
import jacquard.ir.op.normalization.Variance;
import jacquard.ir.op.normalization.ZScore;
import jacquard.oracles.CodeForm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Statistics of f32 numbers whose mean is large beside their deviation, against the formulas in double on the same numbers.
@Tag("any-width") // goes through the widths itself
final class LargeMeansTest {
  private static final double ROUNDING = 0x1p-24;
  private static final int BATCH = 8;
  private static final int CHANNELS = 3;
  private static final int EXTENT = 6;
  private static final double EPSILON = 1e-5;
  /// Up to 288 numbers are summed one after the other; errors add up like steps of a random walk.
  private static final double ROUNDINGS = 48;
  private static final int[] EVERY_BUT_CHANNELS = {0, 2, 3};

  private static final TensorType TYPE = new TensorType(DType.F32, Shape.of(CHANNELS, EXTENT, EXTENT).batched());

  private static NdArray values(double mean, double deviation, long seed) {
    var random = new Random(seed);
    NdArray x = NdArray.zeros(TYPE.shaped(TYPE.shape().bound(BATCH)));
    for (int i = 0; i < x.size(); i++) {
      x.set(i, mean + deviation * random.nextGaussian());
    }
    return x;
  }

  private static Map<String, NdArray> run(Op op, NdArray x, int form) {
    var g = new GraphBuilder("norm");
    Node input = g.input("x", TYPE);
    Node y = g.add(op, input);
    Node dy = g.input("dy", y.type());
    g.output("y", y).output("dx", Gradient.of(y, dy, List.of(input), g).getFirst());
    Graph graph = g.build();
    NdArray cotangent = NdArray.zeros(y.type().shaped(y.type().shape().bound(BATCH)));
    fill(cotangent);
    return CodeForm.number(form).run(graph, Map.of("x", x, "dy", cotangent), BATCH);
  }

  private static void fill(NdArray cotangent) {
    var random = new Random(5);
    for (int i = 0; i < cotangent.size(); i++) {
      cotangent.set(i, random.nextGaussian());
    }
  }

  /// Indices of the elements that share a mean with element `i` of `x`, where the dimensions `axes` are averaged over.
  private static int[] group(NdArray x, int i, int... axes) {
    int[] at = coordinates(x.shape(), i);
    return IntStream.range(0, x.size()).filter(j -> {
      int[] other = coordinates(x.shape(), j);
      return IntStream.range(0, at.length).allMatch(d -> at[d] == other[d] || IntStream.of(axes).anyMatch(a -> a == d));
    }).toArray();
  }

  private static int[] coordinates(Shape shape, int index) {
    var at = new int[shape.rank()];
    for (int d = shape.rank() - 1, rest = index; d >= 0; d--) {
      at[d] = rest % shape.extent(d);
      rest /= shape.extent(d);
    }
    return at;
  }

  private static void check(String what, Op op, NdArray x, int form, int... axes) {
    Map<String, NdArray> results = run(op, x, form);
    NdArray dy = NdArray.zeros(x.type());
    fill(dy);
    for (int i = 0; i < x.size(); i += 7) {
      int[] group = group(x, i, axes);
      double mean = IntStream.of(group).mapToDouble(x::get).average().orElseThrow();
      double variance = IntStream.of(group).mapToDouble(x::get).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
      double inverse = 1 / Math.sqrt(variance + EPSILON);
      double z = (x.get(i) - mean) * inverse;
      assertEquals(z, results.get("y").get(i), ROUNDINGS * ROUNDING, what + " " + i);
      double level = IntStream.of(group).mapToDouble(dy::get).average().orElseThrow();
      double slope = IntStream.of(group).mapToDouble(j -> dy.get(j) * (x.get(j) - mean) * inverse).average().orElseThrow();
      double dx = (dy.get(i) - level - z * slope) * inverse;
      assertEquals(dx, results.get("dx").get(i), 4 * ROUNDINGS * ROUNDING * inverse, what + " dx " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e4, -1e6, 3e7})
  void normalisedValuesAndTheirGradientsKeepTheirDigits(double mean) {
    NdArray x = values(mean, Math.max(1, Math.abs(mean) * 1e-6), 1);
    for (int form = 0; form < CodeForm.VECTOR_BITS.size(); form++) {
      check("batch", new ZScore(List.of(0, 2, 3), EPSILON), x, form, EVERY_BUT_CHANNELS);
    }
    check("layer", new LayerNorm(3, EPSILON), x, 1, 1, 2, 3);
    check("rows", new LayerNorm(1, EPSILON), x, 2, 3);
    check("instance", new InstanceNorm(EPSILON), x, 3, 2, 3);
    check("group", new GroupNorm(3, EPSILON), x, 0, 2, 3);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e4, -1e6, 3e7})
  void variancesAreRightToAFewRoundings(double mean) {
    NdArray x = values(mean, 1, 2);
    for (int form = 0; form < CodeForm.VECTOR_BITS.size(); form++) {
      NdArray y = run(new Variance(List.of(0, 2, 3), false, 0), x, form).get("y");
      for (int c = 0; c < CHANNELS; c++) {
        double expected = variance(values(x, c));
        assertEquals(expected, y.get(c), ROUNDINGS * ROUNDING * expected, "channel " + c);
      }
    }
  }

  private static double[] values(NdArray x, int channel) {
    return IntStream.of(group(x, channel * EXTENT * EXTENT, EVERY_BUT_CHANNELS)).mapToDouble(x::get).toArray();
  }

  private static double variance(double... values) {
    double mean = DoubleStream.of(values).average().orElseThrow();
    return DoubleStream.of(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e4, -1e6, 1e20})
  void runningAveragesAndOutputsOfATrainingStep(double mean) {
    double deviation = Math.max(1, Math.abs(mean) * 1e-5);
    NdArray x = values(mean, deviation, 3);
    Model model = Model.define("normalized", Shape.of(CHANNELS, EXTENT, EXTENT), n -> n.batchNorm(b -> b.momentum(1)));
    Graph graph = model.graphs().training(Loss.meanSquaredError(), Optimizer.sgd(0));
    var leaves = new HashMap<>(model.parameters());
    leaves.putAll(model.statistics());
    leaves.put(ModelGraphs.INPUT, x);
    leaves.put(ModelGraphs.TARGET, NdArray.zeros(x.type()));
    leaves.put(ModelGraphs.LEARNING_RATE, NdArray.filled(new TensorType(DType.F32, Shape.SCALAR), 0));
    leaves.put(ModelGraphs.STEP, NdArray.filled(new TensorType(DType.F32, Shape.SCALAR), 1));
    Map<String, NdArray> results = CodeForm.number(1).run(graph, leaves, BATCH);
    for (int c = 0; c < CHANNELS; c++) {
      double[] values = values(x, c);
      double expected = DoubleStream.of(values).average().orElseThrow();
      double rounded = 1.01 * Math.ulp((float) mean) / 2 + 8 * ROUNDING * deviation;
      assertEquals(expected, results.get("next:batchNorm1.mean").get(c), rounded, "mean");
      double unbiased = variance(values) * values.length / (values.length - 1);
      assertEquals(unbiased, results.get("next:batchNorm1.variance").get(c), ROUNDINGS * ROUNDING * unbiased, "variance");
    }
    NdArray y = results.get(ModelGraphs.OUTPUT);
    double squares = IntStream.range(0, x.size()).mapToDouble(i -> y.get(i) * y.get(i)).average().orElseThrow();
    assertEquals(1, squares, 2 * EPSILON);
    assertTrue(Double.isFinite(results.get(ModelGraphs.LOSS).get(0)));
  }
}
