package jacquard.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.compiler.Compiler;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.grad.Gradient;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.op.elementwise.Celu;
import jacquard.ir.op.elementwise.Div;
import jacquard.ir.op.elementwise.Elu;
import jacquard.ir.op.elementwise.Gelu;
import jacquard.ir.op.elementwise.Pow;
import jacquard.ir.op.elementwise.Reciprocal;
import jacquard.ir.op.elementwise.Rsqrt;
import jacquard.ir.op.elementwise.Selu;
import jacquard.ir.op.elementwise.Sigmoid;
import jacquard.ir.op.elementwise.Sin;
import jacquard.ir.op.elementwise.Softplus;
import jacquard.ir.op.elementwise.Softsign;
import jacquard.ir.op.loss.BinaryCrossEntropyWithLogits;
import jacquard.ir.op.loss.LossReduction;
import jacquard.oracles.CodeForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// Elementwise functions where their formulas cancel, and derivatives whose factors overflow or underflow: compiled code, optimised and
/// not, and the reference evaluator, against numbers worked out in 50 digits.
@Tag("any-width") // goes through the widths itself
class TailsAndQuotientsTest {
  /// The operands, the cotangent, the value and the gradients expected; NaN where there is nothing to say.
  private record Case(String name, DType type, Op op, double[] operands, double dy, double value, double... gradients) {}

  private static final double ANY = Double.NaN;

  /// More than a vector, and no multiple of one.
  private static final int SIZE = 19;

  @TestFactory
  Stream<DynamicTest> examples() {
    var cases = new ArrayList<Case>();
    cases.addAll(gates());
    cases.addAll(exponentials());
    cases.addAll(quotients());
    return cases.stream().map(c -> dynamicTest(c.name() + " " + c.type().text(), () -> check(c)));
  }

  private static List<Case> gates() {
    return List.of(f32("gelu at -5.5", new Gelu(false), -5.5, -1.04442593562382457e-7, -5.7334723987399248e-7),
        f64("gelu at -10", new Gelu(false), -10, -7.61985302416052607e-23, -7.61840009646481409e-22),
        f32("gelu by tanh at -5.5", new Gelu(true), -5.5, -5.927640263880262e-9, -4.6765528108074153e-8),
        f32("sigmoid at 20", new Sigmoid(), 20, 1, 2.0611536e-9),
        f32("sigmoid at -100", new Sigmoid(), -100, 3.720075976020836e-44, 3.720075976020836e-44),
        f32("softsign at 2e19", new Softsign(), 2e19, 1, 2.5e-39),
        f32("sin(1e8)", new Sin(), 1e8, 0.93163902710972600803, -0.36338508935569034),
        f64("sin(2^60)", new Sin(), 0x1p60, -0.830649217637254651, -0.556796082276641704));
  }

  private static List<Case> exponentials() {
    return List.of(f32("elu at -17", new Elu(1), -17, -1, 4.1399377e-8), f64("elu at -40", new Elu(1), -40, -1, 4.2483542552915890e-18),
        f32("celu at -17", new Celu(1), -17, -1, 4.1399377e-8), f32("selu at -17", new Selu(), -17, -1.7580993, 7.2784217e-8),
        f64("softplus at 20.5", new Softplus(1), 20.5, 20.500000001250153, 0.99999999874984713),
        f32("softplus at -50", new Softplus(1), -50, 1.9287498e-22, 1.9287498e-22),
        new Case("binary cross entropy of a sure no", DType.F32, new BinaryCrossEntropyWithLogits(LossReduction.SUM),
            new double[] {-20, 0}, 1, 2.0611536e-9, 2.0611536e-9, ANY));
  }

  private static List<Case> quotients() {
    return List.of(quotient(1e20, 1e20, 1, 1e-20, -1e-20), quotient(1e-30, 1e-30, 1, 1e30, -1e30), quotient(1e-30, 1e-30, 0, 0, 0),
        quotient(1e20, 1e-15, 0, 0, 0), quotient(1e20, 1e-15, 1e-20, 1e-5, -1e30), quotient(1e38, 1e20, 1e-30, ANY, -1e-32),
        quotient(1e38, 1e18, 1e30, 1e12, -1e32), quotient(1e-20, 1e15, 1e30, 1e15, -1e-20),
        quotient(1, 0x1p-126, 1e-10, 8.5070591730234616e27, ANY),
        f32("1/x at 1e-30, no cotangent", new Reciprocal(), 1e-30, 0, 1e30, 0),
        f32("1/x at 1e-30", new Reciprocal(), 1e-30, 1e-30, 1e30, -1e30),
        f32("1/x at 1e30", new Reciprocal(), 1e30, 1e30, 1e-30, -1e-30), f32("1/√x at 1e-30", new Rsqrt(), 1e-30, 1e-20, 1e15, -5e24),
        f32("1/√x at 1e-30, no cotangent", new Rsqrt(), 1e-30, 0, 1e15, 0),
        new Case("x^-1 at 1e-20", DType.F32, new Pow(), new double[] {1e-20, -1}, 1e-10, 1e20, -1e30, ANY),
        new Case("x^-1 at 1e-20, no cotangent", DType.F32, new Pow(), new double[] {1e-20, -1}, 0, 1e20, 0, 0),
        new Case("x³ at 1e-14", DType.F32, new Pow(), new double[] {1e-14, 3}, 1e28, ANY, 3, ANY));
  }

  private static Case f32(String name, Op op, double x, double value, double slope) {
    return f32(name, op, x, 1, value, slope);
  }

  private static Case f32(String name, Op op, double x, double dy, double value, double slope) {
    return new Case(name, DType.F32, op, new double[] {x}, dy, value, slope);
  }

  private static Case f64(String name, Op op, double x, double value, double slope) {
    return new Case(name, DType.F64, op, new double[] {x}, 1, value, slope);
  }

  private static Case quotient(double a, double b, double dy, double da, double db) {
    return new Case("d(a/b) at " + a + ", " + b + " times " + dy, DType.F32, new Div(), new double[] {a, b}, dy, ANY, da, db);
  }

  private static void check(Case c) {
    var g = new GraphBuilder("example");
    TensorType type = new TensorType(c.type(), Shape.of(SIZE));
    List<Node> inputs = new ArrayList<>();
    for (int k = 0; k < c.operands().length; k++) {
      inputs.add(g.input("x" + k, type));
    }
    Node y = g.add(c.op(), inputs);
    Node dy = g.input("dy", y.type());
    List<Node> gradients = Gradient.of(y, dy, inputs, g);
    g.output("y", y);
    for (int k = 0; k < gradients.size(); k++) {
      g.output("d" + k, gradients.get(k));
    }
    Graph graph = g.build();
    var leaves = new TreeMap<String, NdArray>();
    for (int k = 0; k < inputs.size(); k++) {
      leaves.put("x" + k, NdArray.filled(type, c.operands()[k]));
    }
    leaves.put("dy", NdArray.filled(y.type(), c.dy()));
    compare(c, Evaluator.run(graph, leaves));
    for (int bits : CodeForm.VECTOR_BITS) {
      compare(c, new CodeForm(bits, 1).run(graph, leaves, 1));
    }
    var context = Compiler.create().unoptimized().compile(graph).context(1);
    leaves.forEach(context::setInput);
    context.run(1);
    var results = new TreeMap<String, NdArray>();
    graph.outputs().keySet().forEach(name -> results.put(name, context.output(name)));
    compare(c, results);
  }

  private static void compare(Case c, Map<String, NdArray> results) {
    double sum = c.op() instanceof BinaryCrossEntropyWithLogits ? SIZE : 1;
    compare("y", c, c.value() * sum, results.get("y"));
    for (int k = 0; k < c.gradients().length; k++) {
      compare("d" + k, c, c.gradients()[k], results.get("d" + k));
    }
  }

  private static void compare(String what, Case c, double expected, NdArray got) {
    double tolerance = c.type() == DType.F32 ? 1e-6 : 4e-15;
    double least = c.type() == DType.F32 ? Float.MIN_VALUE : Double.MIN_VALUE;
    for (int i = 0; !Double.isNaN(expected) && i < got.size(); i++) {
      assertEquals(expected, got.get(i), tolerance * Math.abs(expected) + least, what);
      assertTrue(expected != 0 || got.get(i) == 0, what);
    }
  }
}
