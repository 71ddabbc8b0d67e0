package jacquard.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.api.GradientClip;
import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.ModelGraphs;
import jacquard.api.Optimizer;
import jacquard.api.TrainingStep;
import jacquard.api.nets.Vnet;
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
import jacquard.ir.op.normalization.LocalResponseNorm;
import jacquard.ir.op.normalization.ZScore;
import jacquard.ir.op.pooling.LpPool;
import jacquard.ir.op.shape.Window;
import jacquard.oracles.CodeForm;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Norms and normalisations of f32 numbers whose squares or powers are out of range, where the results are not; and of zeros.
@Tag("any-width") // goes through the widths itself
final class NormRangesTest {
  private static final double NEAR = 0x1p-21;

  /// Value `y` of `op` and gradient `dx` for the cotangent `dy`, in every form of code.
  private static void check(Op op, Shape shape, double[] x, double[] dy, double[] expected, double[] slopes) {
    var type = new TensorType(DType.F32, shape);
    var g = new GraphBuilder("norm");
    Node input = g.input("x", type);
    Node y = g.add(op, input);
    Node cotangent = g.input("dy", y.type());
    g.output("y", y).output("dx", Gradient.of(y, cotangent, List.of(input), g).getFirst());
    Graph graph = g.build();
    Map<String, NdArray> leaves = Map.of("x", NdArray.of(shape, x).cast(DType.F32), "dy", NdArray.of(y.type().shape(), dy).cast(DType.F32));
    for (int form = 0; form < CodeForm.VECTOR_BITS.size(); form++) {
      Map<String, NdArray> results = CodeForm.number(form).run(graph, leaves, 1);
      assertNear(op + " value", expected, results.get("y"));
      assertNear(op + " gradient", slopes, results.get("dx"));
    }
  }

  private static void assertNear(String what, double[] expected, NdArray actual) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual.get(i), NEAR * largest, what + " " + i + " of " + actual);
    }
  }

  private static double[] filled(int count, double value) {
    return IntStream.range(0, count).mapToDouble(i -> value).toArray();
  }

  private static Op pool(double p, int window) {
    return new LpPool(p, Window.of(List.of(window), List.of(window), List.of(0), false));
  }

  @Test
  void noGradientFlowsIntoAWindowOfZeros() {
    for (double p : new double[] {2, 3, 4, 2.5, 0.5}) {
      double[] zeros = new double[4];
      check(pool(p, 2), Shape.of(1, 1, 4), zeros, new double[] {1, -1}, new double[2], zeros);
    }
    check(pool(2, 2), Shape.of(1, 1, 4), new double[] {0, 0, 3, 4}, new double[] {1, 10}, new double[] {0, 5}, new double[] {0, 0, 6, 8});
    Op overlapping = new LpPool(2, Window.of(List.of(2), List.of(1), List.of(0), false));
    check(overlapping, Shape.of(1, 1, 3), new double[] {0, 0, 2}, new double[] {1, 1}, new double[] {0, 2}, new double[] {0, 0, 1});
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e20, -1e20, 1e-30, 1e37, 1e-37, 1})
  void normsOfWindowsAreInRangeWhereverTheyAre(double unit) {
    double[] x = {3 * unit, 4 * unit, 0, -unit};
    double[] dy = {1, 2};
    check(pool(2, 2), Shape.of(1, 1, 4), x, dy, new double[] {5 * Math.abs(unit), Math.abs(unit)},
        new double[] {0.6 * Math.signum(unit), 0.8 * Math.signum(unit), 0, -2 * Math.signum(unit)});
    double fourth = Math.pow(81 + 256, 0.25);
    check(pool(4, 2), Shape.of(1, 1, 4), x, dy, new double[] {fourth * Math.abs(unit), Math.abs(unit)},
        new double[] {Math.pow(3 / fourth, 3) * Math.signum(unit), Math.pow(4 / fourth, 3) * Math.signum(unit), 0, -2 * Math.signum(unit)});
  }

  @Test
  void aNetworkTrainsOnWindowsOfZeros() {
    Model model = Model.define("zeros", Shape.of(1, 4, 4), x -> x.conv(2, 1, c -> c.bias(false)).relu().l2Pool(2).lpPool(3, 2));
    Map<String, NdArray> after = step(model, TrainingStep.of(Loss.meanSquaredError(), Optimizer.sgd(0.1)), Shape.of(2, 1, 4, 4),
        new double[32], Shape.of(2, 2, 1, 1), filled(4, 1));
    assertEquals(1, after.get(ModelGraphs.LOSS).get(0), NEAR);
    model.parameters().forEach((name, value) -> assertEquals(value, after.get("next:" + name), name));
  }

  /// Squares of probabilities below 10⁻²³ vanish, and the target has no foreground: 0/0.
  @Test
  void theDiceCoefficientOfNoForegroundIsZero() {
    Model model = Model.define("background", Shape.of(2, 2, 1, 1), x -> x.times(1).conv(2, 1, c -> c.bias(false)))
        .withParameters(Map.of("conv1.weight", NdArray.of(Shape.of(2, 2, 1, 1, 1), 1f, 0, 0, 1)));
    Map<String, NdArray> after = step(model, TrainingStep.of(Vnet.dice(), Optimizer.sgd(0.1)), Shape.of(1, 2, 2, 1, 1),
        new double[] {80, 80, 0, 0}, Shape.of(1, 2, 2, 1, 1), 1, 1, 0, 0);
    assertEquals(1, after.get(ModelGraphs.LOSS).get(0));
    model.parameters().forEach((name, value) -> assertEquals(value, after.get("next:" + name), name));
  }

  private static Map<String, NdArray> step(Model model, TrainingStep step, Shape x, double[] values, Shape target, double... targets) {
    var leaves = new HashMap<>(model.parameters());
    leaves.putAll(model.statistics());
    leaves.put(ModelGraphs.INPUT, NdArray.of(x, values).cast(DType.F32));
    leaves.put(ModelGraphs.TARGET, NdArray.of(target, targets).cast(DType.F32));
    leaves.put(ModelGraphs.LEARNING_RATE, NdArray.of(Shape.SCALAR, 0.5f));
    leaves.put(ModelGraphs.STEP, NdArray.of(Shape.SCALAR, 1f));
    return CodeForm.number(1).run(model.graphs().training(step), leaves, x.extent(0));
  }

  /// The gradient of the mean of `w·x` over one output is `x`.
  private static double[] clipped(double limit, double... gradient) {
    Model model = Model.define("linear", Shape.of(2), x -> x.dense(1, d -> d.bias(false)))
        .withParameters(Map.of("dense1.weight", NdArray.of(Shape.of(1, 2), 0f, 0f)));
    Map<String, NdArray> after = step(model, TrainingStep.of(Loss.of((y, t) -> y), Optimizer.sgd(0.5)).clip(GradientClip.norm(limit)),
        Shape.of(1, 2), gradient, Shape.of(1, 1), 0);
    return new double[] {after.get("next:dense1.weight").get(0), after.get("next:dense1.weight").get(1)};
  }

  @Test
  void gradientsOfAnyMagnitudeAreClippedByTheirNorm() {
    for (double unit : new double[] {1e20, 8e37, 1, 1e4, 1e10}) {
      double[] moved = clipped(1, 3 * unit, 4 * unit);
      double scale = 0.5 / (5 * unit + 1e-6);
      assertEquals(-3 * unit * scale, moved[0], NEAR, "unit " + unit);
      assertEquals(-4 * unit * scale, moved[1], NEAR, "unit " + unit);
    }
    // Twice the limit, and 1e-6 is added to the norm; below the limit nothing changes.
    assertEquals(-0.5 * 3e-5 * 2.5e-5 / (5e-5 + 1e-6), clipped(2.5e-5, 3e-5, 4e-5)[0], NEAR * 1e-5);
    assertEquals(-0.5f * 3e-25f, clipped(1, 3e-25, 4e-25)[0]);
    assertEquals(-0.5 * 3e-25 * 1e-26 / 1e-6, clipped(1e-26, 3e-25, 4e-25)[0], NEAR * 1e-44 + Float.MIN_VALUE);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e20, 1e25, 1e30, 1})
  void normalisedValuesOfAnyMagnitude(double unit) {
    double[] x = {unit, -unit, 2 * unit, 0};
    double[] z = IntStream.range(0, 4).mapToDouble(i -> (x[i] / unit - 0.5) / Math.sqrt(1.25)).toArray();
    double[] dy = {1, 2, -1, 0.5};
    double level = 0.625;
    double slope = IntStream.range(0, 4).mapToDouble(i -> z[i] * dy[i] / 4).sum();
    double[] slopes = IntStream.range(0, 4).mapToDouble(i -> (dy[i] - level - z[i] * slope) / (Math.sqrt(1.25) * unit)).toArray();
    // Beside 1e-5 numbers may be larger than beside 1e-12.
    double epsilon = unit > 1e28 ? 1e-5 : 1e-12;
    check(new LayerNorm(1, epsilon), Shape.of(1, 4), x, dy, z, slopes);
    check(new InstanceNorm(epsilon), Shape.of(1, 1, 4), x, dy, z, slopes);
    check(new GroupNorm(1, epsilon), Shape.of(1, 4), x, dy, z, slopes);
    check(new ZScore(List.of(0), epsilon), Shape.of(4, 1), x, dy, z, slopes);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e20, 1e23, 1e-30, 1})
  void responsesOfAnyMagnitude(double unit) {
    double alpha = 1e-4;
    double[] x = {unit, -2 * unit, 0, 3 * unit};
    double[] dy = {1, 2, -1, 0.5};
    var base = new double[4];
    for (int c = 0; c < 4; c++) {
      int at = c;
      base[c] = 2 + alpha * IntStream.range(0, 4).filter(j -> Math.abs(j - at) <= 1).mapToDouble(j -> x[j] * x[j]).sum();
    }
    double[] y = IntStream.range(0, 4).mapToDouble(c -> x[c] * Math.pow(base[c], -0.75)).toArray();
    double[] slopes = IntStream.range(0, 4).mapToDouble(c -> dy[c] * Math.pow(base[c], -0.75) - 1.5 * alpha * x[c]
        * IntStream.range(0, 4).filter(j -> Math.abs(j - c) <= 1).mapToDouble(j -> dy[j] * y[j] / base[j]).sum()).toArray();
    check(new LocalResponseNorm(3, alpha, 0.75, 2, false), Shape.of(1, 4, 1), x, dy, y, slopes);
  }
}
