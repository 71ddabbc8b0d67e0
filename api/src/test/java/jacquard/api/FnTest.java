package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.ConstantData;
import jacquard.ir.graph.Generic;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class FnTest {
  private static final TensorType VECTOR = new TensorType(DType.F64, Shape.of(3));
  private static final TensorType MATRIX = new TensorType(DType.F64, Shape.of(2, 3));
  private static final double TOLERANCE = 1e-12;

  /// `y = tanh(W·x)`, whose derivatives are written out below.
  private static final Fn LAYER = Fn.of(List.of(VECTOR, MATRIX), (x, w) -> w.matMul(x.reshape(3, 1)).reshape(2).tanh());
  private static final double[] X = {0.3, -0.2, 0.5};
  private static final double[] W = {0.1, 0.7, -0.4, 0.9, -0.6, 0.2};

  private static NdArray vector(double... values) {
    return NdArray.of(Shape.of(values.length), values);
  }

  private static NdArray matrix(double... values) {
    return NdArray.of(Shape.of(2, 3), values);
  }

  private static double[] layer() {
    return IntStream.range(0, 2).mapToDouble(o -> Math.tanh(IntStream.range(0, 3).mapToDouble(i -> W[3 * o + i] * X[i]).sum())).toArray();
  }

  @Test
  void value() {
    assertArrayEquals(layer(), LAYER.value(vector(X), matrix(W)).doubles(), TOLERANCE);
    assertEquals("fn (f64[3], f64[2,3]) -> f64[2]", LAYER.toString());
  }

  @Test
  void vectorJacobianProduct() {
    List<NdArray> found = LAYER.vjp(List.of(vector(X), matrix(W)), vector(2, -1));
    double[] y = layer();
    double[] slope = {2 * (1 - y[0] * y[0]), -1 * (1 - y[1] * y[1])};
    double[] dx = IntStream.range(0, 3).mapToDouble(i -> slope[0] * W[i] + slope[1] * W[3 + i]).toArray();
    double[] dw = IntStream.range(0, 6).mapToDouble(k -> slope[k / 3] * X[k % 3]).toArray();
    assertArrayEquals(dx, found.get(0).doubles(), TOLERANCE);
    assertArrayEquals(dw, found.get(1).doubles(), TOLERANCE);
  }

  /// By reversing twice: against the vector-Jacobian product, `⟨c, J·t⟩ = ⟨cᵀ·J, t⟩`.
  @Test
  void jacobianVectorProduct() {
    List<NdArray> at = List.of(vector(X), matrix(W));
    NdArray tx = vector(1, 2, -1);
    NdArray tw = matrix(0.5, -1, 0, 2, 1, -3);
    NdArray forward = LAYER.jvp(at, List.of(tx, tw));
    List<NdArray> backward = LAYER.vjp(at, vector(0.3, 0.8));
    assertEquals(dot(forward, vector(0.3, 0.8)), dot(backward.get(0), tx) + dot(backward.get(1), tw), TOLERANCE);
  }

  private static double dot(NdArray a, NdArray b) {
    return IntStream.range(0, a.size()).mapToDouble(i -> a.get(i) * b.get(i)).sum();
  }

  /// Rosenbrock's valley, whose gradient and Hessian are known.
  @Test
  void gradientAndHessian() {
    TensorType number = new TensorType(DType.F64, Shape.SCALAR);
    Fn f = Fn.of(List.of(number, number), (x, y) -> x.minus(1).square().plus(y.minus(x.square()).square().times(100)));
    NdArray x = NdArray.of(Shape.SCALAR, -1.2);
    NdArray y = NdArray.of(Shape.SCALAR, 1.0);
    var found = f.valueAndGradient(x, y);
    assertEquals(24.2, found.value().get(0), 1e-12);
    assertEquals(-215.6, found.gradient().get(0).get(0), 1e-10);
    assertEquals(-88, found.gradient().get(1).get(0), 1e-10);
    List<NdArray> product = f.hvp(List.of(x, y), List.of(NdArray.of(Shape.SCALAR, 1.0), NdArray.of(Shape.SCALAR, 2.0)));
    assertEquals(1330 + 2 * 480, product.get(0).get(0), 1e-9);
    assertEquals(480 + 2 * 200, product.get(1).get(0), 1e-9);
    assertEquals(1330, f.derivative(0).derivative(0).value(x, y).get(0), 1e-9);
    assertEquals(-400, f.derivative(0).derivative(0).derivative(1).value(x, y).get(0), 1e-9);
  }

  /// A clipped identity whose gradient passes straight through, and a function of it.
  @Test
  void customGradient() {
    Fn clip = Fn.custom(List.of(VECTOR), x -> x.getFirst().maximum(x.getFirst().constant(-1)).minimum(x.getFirst().constant(1)),
        (x, y, dy) -> List.of(dy));
    Fn f = Fn.of(VECTOR, x -> clip.invoke(x).square().sum());
    var found = f.valueAndGradient(vector(-3, 0.5, 2));
    assertEquals(2.25, found.value().get(0), TOLERANCE);
    assertArrayEquals(new double[] {-2, 1, 2}, found.gradient().getFirst().doubles(), TOLERANCE);
  }

  @Test
  void stopGradient() {
    Fn f = Fn.of(VECTOR, x -> x.times(x.stopGradient()).sum());
    assertArrayEquals(X, f.gradient(vector(X)).getFirst().doubles(), TOLERANCE);
  }

  /// Rows of a table by number; nothing flows to the numbers.
  @Test
  void integersAmongTheArguments() {
    Fn f = Fn.of(List.of(MATRIX, new TensorType(DType.I32, Shape.of(3))), (table, rows) -> table.gather(0, rows).square().sum());
    List<NdArray> at = List.of(matrix(1, 2, 3, 4, 5, 6), NdArray.of(Shape.of(3), 1, 1, 7));
    assertArrayEquals(new double[] {0, 0, 0, 16, 20, 24}, f.gradient(at.get(0), at.get(1)).getFirst().doubles(), TOLERANCE);
    List<NdArray> product = f.hvp(at, List.of(matrix(1, 1, 1, 1, 1, 1), NdArray.of(Shape.of(3), 0, 0, 0)));
    assertArrayEquals(new double[] {0, 0, 0, 4, 4, 4}, product.getFirst().doubles(), TOLERANCE);
  }

  @Test
  void manyThreadsShareOneFunction() {
    boolean equal = IntStream.range(0, 64).parallel().allMatch(i -> {
      double[] at = {0.01 * i, 0.2, -0.1 * i};
      double[] expected = {2 * at[0], 2 * at[1], 2 * at[2]};
      return java.util.Arrays.equals(expected, SQUARES.gradient(vector(at)).getFirst().doubles());
    });
    assertTrue(equal);
  }

  private static final Fn SQUARES = Fn.of(VECTOR, x -> x.square().sum());

  @Test
  void mistakes() {
    assertCode("fn/scalar", () -> LAYER.gradient(vector(X), matrix(W)));
    assertCode("fn/arguments", () -> LAYER.value(vector(X)));
    assertCode("fn/arguments", () -> LAYER.value(matrix(W), vector(X)));
    assertCode("fn/arguments", () -> SQUARES.derivative(1));
    assertCode("fn/arguments", () -> Fn.of(MATRIX, x -> SQUARES.invoke(x)));
    assertCode("fn/arguments", () -> Fn.ofList(List.of(), x -> x.getFirst()));
    assertCode("fn/foreign", () -> Fn.of(VECTOR, x -> Fn.of(VECTOR, y -> x.plus(y)).invoke(x)));
    assertCode("fn/gradient", () -> Fn.custom(List.of(VECTOR), x -> x.getFirst(), (x, y, dy) -> List.of()));
    assertCode("custom/text", () -> Fn.custom(List.of(VECTOR), x -> x.getFirst(), (x, y, dy) -> List.of(dy.sum())));
  }

  private static void assertCode(String code, org.junit.jupiter.api.function.Executable mistake) {
    assertEquals(code, assertThrows(UserError.class, mistake).code());
  }

  @Test
  void dimensionsCountFromTheEndToo() {
    Fn last = Fn.of(new TensorType(DType.F64, Shape.of(2, 3)), x -> x.sum(-1));
    assertEquals(NdArray.of(Shape.of(2), 6.0, 15.0), last.value(NdArray.of(Shape.of(2, 3), 1.0, 2, 3, 4, 5, 6)));
  }

  private static String code(Executable mistake) {
    UserError error = assertThrows(UserError.class, mistake);
    assertTrue(error.getMessage().contains("FnTest.java"), error.getMessage());
    return error.code();
  }

  @Test
  void valuesOfOtherFunctionsAreRefused() {
    var other = new AtomicReference<Value>();
    assertEquals("fn/foreign", code(() -> Fn.custom(List.of(VECTOR), x -> {
      other.set(x.getFirst());
      return x.getFirst().exp();
    }, (x, y, dy) -> List.of(other.get()))));
    assertEquals("fn/foreign", code(() -> Fn.of(VECTOR, Fn.custom(x -> {
      other.set(x);
      return x.exp();
    }, (x, y, dy) -> other.get()))));
    assertEquals("fn/arguments", code(() -> Fn.of(VECTOR, x -> Value.of(new Constant(ConstantData.of(vector(1, 2, 3)))))));
  }

  private static String structure(List<Access> reads, List<IndexExpr> write, Scalar body) {
    List<Axis> axes = List.of(Axis.of("i", 3));
    return code(() -> Fn.of(VECTOR, x -> Value.of(new Structure(axes, reads, write, Combine.SUM, body), x)));
  }

  @Test
  void structuresUseWhatThereIs() {
    IndexExpr i = IndexExpr.var(0);
    IndexExpr none = IndexExpr.var(1);
    List<Access> reads = List.of(Access.of(0, i));
    Scalar read = Scalar.read(0);
    assertEquals("structure/write", structure(reads, List.of(none), read));
    assertEquals("structure/operands", structure(List.of(Access.of(0, none.times(2).plus(1))), List.of(i), read));
    assertEquals("structure/operands", structure(List.of(Access.of(0, none.floorDiv(2))), List.of(i), read));
    assertEquals("structure/operands", structure(List.of(Access.of(0, IndexExpr.load(0, List.of(i)))), List.of(i), read));
    assertEquals("structure/body", structure(reads, List.of(i), read.times(Scalar.read(1))));
    assertEquals("structure/body", structure(reads, List.of(i), read.times(new Scalar.Index(none))));
    assertEquals("structure/body", structure(reads, List.of(i), new Scalar.Acc()));
    var scatters = new Structure(List.of(Axis.of("i", 3)), reads, List.of(none), Combine.SUM, read);
    assertEquals("structure/write", code(() -> Fn.of(VECTOR, x -> Value.of(new Generic(scatters, VECTOR), x))));
  }
}
