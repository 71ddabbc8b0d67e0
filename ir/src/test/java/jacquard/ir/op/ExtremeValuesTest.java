package jacquard.ir.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.grad.Gradient;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.op.elementwise.Celu;
import jacquard.ir.op.elementwise.Clip;
import jacquard.ir.op.elementwise.Erf;
import jacquard.ir.op.elementwise.Gelu;
import jacquard.ir.op.elementwise.HardSigmoid;
import jacquard.ir.op.elementwise.HardSwish;
import jacquard.ir.op.elementwise.LogSigmoid;
import jacquard.ir.op.elementwise.Mish;
import jacquard.ir.op.elementwise.ScaledTanh;
import jacquard.ir.op.elementwise.Selu;
import jacquard.ir.op.elementwise.Sigmoid;
import jacquard.ir.op.elementwise.Sign;
import jacquard.ir.op.elementwise.Silu;
import jacquard.ir.op.elementwise.Softplus;
import jacquard.ir.op.elementwise.Softsign;
import jacquard.ir.op.elementwise.Tanh;
import jacquard.ir.op.elementwise.UnaryOp;
import jacquard.ir.op.loss.CrossEntropy;
import jacquard.ir.op.loss.LossReduction;
import jacquard.ir.op.normalization.LogSumExp;
import jacquard.ir.op.reduction.ArgMax;
import jacquard.ir.op.reduction.ArgMin;
import jacquard.ir.op.reduction.ReduceProduct;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Ops where their formulas would overflow, cancel or divide by zero.
final class ExtremeValuesTest {
  private static final double[] FAR = {-1e30, -1000, -100, -40, -0.0, 0, 40, 100, 1000, 1e30};

  /// Value, slope and second slope of `op` at each of `x`.
  private static double[][] at(Op op, double... x) {
    var g = new GraphBuilder("extremes");
    Node input = g.input("x", TensorType.f64(x.length));
    Node ones = g.constant(NdArray.filled(input.type(), 1));
    Node y = g.add(op, input);
    Node dy = Gradient.of(y, ones, List.of(input), g).getFirst();
    Node ddy = Gradient.of(dy, ones, List.of(input), g).getFirst();
    g.output("y", y).output("dy", dy).output("ddy", ddy);
    var values = Evaluator.run(g.build(), Map.of("x", NdArray.of(Shape.of(x.length), x)));
    return new double[][] {values.get("y").doubles(), values.get("dy").doubles(), values.get("ddy").doubles()};
  }

  @TestFactory
  Stream<DynamicTest> slopesOfBothOrdersAreFiniteFarOut() {
    return Stream.of(new LogSigmoid(), new Softplus(1), new Softplus(2), new Mish(), new Silu(), new Gelu(true), new Gelu(false),
        new Softsign(), new Sigmoid(), new Tanh(), new ScaledTanh(1.7159, 2.0 / 3), new HardSwish(), new HardSigmoid(1.0 / 6, 0.5),
        new Clip(-1, 1), new Erf())
        .map(op -> dynamicTest(op.toString(), () -> {
          for (double[] values : at(op, FAR)) {
            for (int i = 0; i < values.length; i++) {
              assertTrue(Double.isFinite(values[i]), op + " at " + FAR[i] + " gives " + values[i]);
            }
          }
        }));
  }

  @Test
  void tailsKeepTheirDigits() {
    assertArrayEquals(new double[] {-1000, -100, -StrictMath.exp(-100), 0}, at(new LogSigmoid(), -1000, -100, 100, 1000)[0], 1e-57);
    assertArrayEquals(new double[] {1, 0.5, StrictMath.exp(-100)}, at(new LogSigmoid(), -1000, 0, 100)[1], 1e-57);
    assertEquals(-50 * StrictMath.exp(-50), at(new Silu(), -50)[0][0], 1e-34);
    assertEquals(-50 * StrictMath.exp(-50), at(new Mish(), -50)[0][0], 1e-34);
    assertArrayEquals(new double[] {0, 1}, at(new Mish(), -1000, 1000)[1]);
    assertArrayEquals(new double[] {0, 1}, at(new Silu(), -1000, 1000)[1]);
    // At 0 the two halves of the formulas meet: 1/4 is the slope of the sigmoid there, and 1/2 what x·σ bends.
    assertEquals(-0.25, at(new LogSigmoid(), 0)[2][0], 1e-15);
    assertEquals(0.5, at(new Silu(), 0)[2][0], 1e-15);
  }

  @Test
  void aNumberThatIsNoneStaysOne() {
    for (UnaryOp op : List.of(new LogSigmoid(), new Mish(), new Silu(), new Gelu(true), new Clip(-1, 1), new HardSwish(),
        new HardSigmoid(0.2, 0.5), new Sign(), new Selu(), new Celu(1))) {
      assertTrue(Double.isNaN(at(op, Double.NaN)[0][0]), op.toString());
    }
  }

  @Test
  void aProductHasSlopesAtZeros() {
    assertArrayEquals(new double[] {24, 0, 0, 0}, slopes(new ReduceProduct(List.of(0), false), 0, 2, 3, 4));
    assertArrayEquals(new double[] {0, 0, 0}, slopes(new ReduceProduct(List.of(0), false), 0, 0, 3));
  }

  @Test
  void logSumExpTakesInfinities() {
    double infinity = Double.POSITIVE_INFINITY;
    assertEquals(-infinity, value(new LogSumExp(List.of(0), false), -infinity, -infinity));
    assertEquals(infinity, value(new LogSumExp(List.of(0), false), 1, infinity));
    assertEquals(1000 + Math.log(2), value(new LogSumExp(List.of(0), false), 1000, 1000, -infinity), 1e-12);
    assertArrayEquals(new double[] {0.5, 0.5, 0}, slopes(new LogSumExp(List.of(0), false), 1000, 1000, -1000), 1e-12);
  }

  @Test
  void theFirstExtremumOrTheFirstNaNWins() {
    assertEquals(1, value(new ArgMax(0, false), 1, 5, 5, 2));
    assertEquals(0, value(new ArgMin(0, false), 1, 5, 1, 2));
    assertEquals(2, value(new ArgMax(0, false), 1, 5, Double.NaN, Double.NaN));
  }

  @Test
  void anImpossibleClassCostsNothingUnlessItIsTheLabel() {
    var g = new GraphBuilder("impossible");
    Node logits = g.constant(NdArray.of(Shape.of(1, 3), 0.0, 0.0, Double.NEGATIVE_INFINITY));
    Node label = g.constant(NdArray.filled(new TensorType(DType.I32, Shape.of(1)), 0));
    Node loss = g.add(new CrossEntropy(0, LossReduction.MEAN), logits, label);
    assertEquals(Math.log(2), Evaluator.run(g.output("loss", loss).build(), Map.of()).get("loss").get(0), 1e-15);
  }

  @Test
  void productsOverTheBatchAreRefused() {
    var g = new GraphBuilder("batch");
    Node x = g.input("x", new TensorType(DType.F64, Shape.of(3).batched()));
    assertEquals("reduce_product/batch", assertThrows(UserError.class, () -> g.add(new ReduceProduct(List.of(0), false), x)).code());
  }

  private static double value(Op op, double... x) {
    var g = new GraphBuilder("value");
    g.output("y", g.add(op, g.constant(NdArray.of(Shape.of(x.length), x))));
    return Evaluator.run(g.build(), Map.of()).get("y").get(0);
  }

  private static double[] slopes(Op op, double... x) {
    var g = new GraphBuilder("slopes");
    Node input = g.constant(NdArray.of(Shape.of(x.length), x));
    g.output("dx", Gradient.of(g.add(op, input), g.scalar(DType.F64, 1), List.of(input), g).getFirst());
    return Evaluator.run(g.build(), Map.of()).get("dx").doubles();
  }
}
