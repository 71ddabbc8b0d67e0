package jacquard.ir.onnx.read;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import jacquard.ir.op.elementwise.Abs;
import jacquard.ir.op.elementwise.Celu;
import jacquard.ir.op.elementwise.Clip;
import jacquard.ir.op.elementwise.Cos;
import jacquard.ir.op.elementwise.Elu;
import jacquard.ir.op.elementwise.Erf;
import jacquard.ir.op.elementwise.Exp;
import jacquard.ir.op.elementwise.Floor;
import jacquard.ir.op.elementwise.Gelu;
import jacquard.ir.op.elementwise.HardSigmoid;
import jacquard.ir.op.elementwise.HardSwish;
import jacquard.ir.op.elementwise.LeakyRelu;
import jacquard.ir.op.elementwise.Log;
import jacquard.ir.op.elementwise.Maximum;
import jacquard.ir.op.elementwise.Minimum;
import jacquard.ir.op.elementwise.Mish;
import jacquard.ir.op.elementwise.Neg;
import jacquard.ir.op.elementwise.Prelu;
import jacquard.ir.op.elementwise.Reciprocal;
import jacquard.ir.op.elementwise.Relu;
import jacquard.ir.op.elementwise.Selu;
import jacquard.ir.op.elementwise.Sigmoid;
import jacquard.ir.op.elementwise.Sign;
import jacquard.ir.op.elementwise.Silu;
import jacquard.ir.op.elementwise.Sin;
import jacquard.ir.op.elementwise.Softplus;
import jacquard.ir.op.elementwise.Softsign;
import jacquard.ir.op.elementwise.Sqrt;
import jacquard.ir.op.elementwise.Tanh;
import jacquard.ir.op.elementwise.UnaryOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Functions of one operand, element by element: arithmetic, rounding, activations.
final class ElementwiseOps {
  private static final Scalar X = Scalar.read(0);
  private static final Scalar ZERO = Scalar.constant(0);
  private static final Scalar ONE = Scalar.constant(1);
  private static final double SELU_ALPHA = 1.67326319217681884765625;
  private static final double SELU_GAMMA = 1.05070102214813232421875;

  private ElementwiseOps() {}

  static void addTo(Map<String, Translator> table) {
    Map<String, UnaryOp> plain = Map.ofEntries(Map.entry("Abs", new Abs()), Map.entry("Neg", new Neg()), Map.entry("Exp", new Exp()),
        Map.entry("Log", new Log()), Map.entry("Sqrt", new Sqrt()), Map.entry("Sin", new Sin()), Map.entry("Cos", new Cos()),
        Map.entry("Tanh", new Tanh()), Map.entry("Sigmoid", new Sigmoid()), Map.entry("Relu", new Relu()), Map.entry("Erf", new Erf()),
        Map.entry("Floor", new Floor()), Map.entry("Softsign", new Softsign()), Map.entry("Mish", new Mish()),
        Map.entry("Sign", new Sign()), Map.entry("Reciprocal", new Reciprocal()), Map.entry("HardSwish", new HardSwish()),
        Map.entry("Softplus", new Softplus(1)));
    plain.forEach((name, op) -> unary(table, name, c -> op));
    unary(table, "LeakyRelu", c -> new LeakyRelu(c.decimal("alpha", 0.01)));
    unary(table, "Elu", c -> new Elu(c.decimal("alpha", 1)));
    unary(table, "Celu", c -> new Celu(c.decimal("alpha", 1)));
    unary(table, "HardSigmoid", c -> new HardSigmoid(c.decimal("alpha", 0.2), c.decimal("beta", 0.5)));
    unary(table, "Gelu", c -> new Gelu(c.text("approximate", "none").equals("tanh")));
    table.put("Selu", Translator.of(ElementwiseOps::selu));
    table.put("Swish", Translator.of(ElementwiseOps::swish));
    formula(table, "Tan", c -> X.apply(UnaryFn.SIN).dividedBy(X.apply(UnaryFn.COS)));
    formula(table, "Ceil", c -> X.negated().apply(UnaryFn.FLOOR).negated());
    formula(table, "Round", c -> rounded(c.floating(0)));
    formula(table, "ThresholdedRelu", c ->
        Scalar.select(X.compare(CompareFn.GT, Scalar.constant(c.decimal("alpha", 1))), X, ZERO));
    formula(table, "Shrink", c -> shrunk(c.decimal("lambd", 0.5), c.decimal("bias", 0)));
    formula(table, "ScaledTanh", c -> X.times(Scalar.constant(c.decimal("beta", 1))).apply(UnaryFn.TANH)
        .times(Scalar.constant(c.decimal("alpha", 1))));
    formula(table, "Affine", c -> X.times(Scalar.constant(c.decimal("alpha", 1))).plus(Scalar.constant(c.decimal("beta", 0))));
    formula(table, "ParametricSoftplus", c -> softplus(X.times(Scalar.constant(c.decimal("beta", 1))))
        .times(Scalar.constant(c.decimal("alpha", 1))));
    table.put("PRelu", Translator.of(ElementwiseOps::prelu));
    table.put("Clip", Translator.of(ElementwiseOps::clip));
    table.put("Identity", call -> List.of(call.operand(0)));
  }

  private static void unary(Map<String, Translator> table, String name, Function<OperatorCall, UnaryOp> op) {
    table.put(name, Translator.of(call -> apply(call, op.apply(call), call.node(0))));
  }

  private static void formula(Map<String, Translator> table, String name, Function<OperatorCall, Scalar> body) {
    table.put(name, Translator.of(call -> call.map(call.floating(0), body.apply(call), call.node(0))));
  }

  /// `op` of `x`; of integers by its formula, as ops are for floating point.
  private static Node apply(OperatorCall call, UnaryOp op, Node x) {
    DType dtype = x.type().dtype();
    return dtype.isFloat() ? call.add(op, x) : call.map(dtype, op.body(X), x);
  }

  private static Node selu(OperatorCall call) {
    double alpha = call.real("alpha", SELU_ALPHA);
    double gamma = call.real("gamma", SELU_GAMMA);
    if (alpha == SELU_ALPHA && gamma == SELU_GAMMA) {
      return call.add(new Selu(), call.node(0));
    }
    Scalar below = X.apply(UnaryFn.EXPM1).times(Scalar.constant(alpha));
    return call.map(call.floating(0), Scalar.select(X.compare(CompareFn.GT, ZERO), X, below).times(Scalar.constant(gamma)), call.node(0));
  }

  private static Node swish(OperatorCall call) {
    double alpha = call.decimal("alpha", 1);
    return alpha == 1 ? call.add(new Silu(), call.node(0))
        : call.map(call.floating(0), X.times(X.times(Scalar.constant(alpha)).apply(UnaryFn.SIGMOID)), call.node(0));
  }

  private static Scalar softplus(Scalar x) {
    Scalar size = x.apply(UnaryFn.ABS).negated().apply(UnaryFn.EXP).apply(UnaryFn.LOG1P);
    return new Scalar.Binary(BinaryFn.MAX, x, ZERO).plus(size);
  }

  /// To the nearest integer, halves to the even one. From 2²³ on (2⁵² in f64) there is nothing to round.
  private static Scalar rounded(DType dtype) {
    double whole = Math.scalb(1.0, dtype == DType.F32 ? 23 : 52);
    Scalar below = X.apply(UnaryFn.FLOOR);
    Scalar beyond = X.minus(below);
    Scalar half = Scalar.constant(0.5);
    Scalar odd = below.minus(below.times(half).apply(UnaryFn.FLOOR).times(Scalar.constant(2)));
    Scalar atHalf = below.plus(odd);
    Scalar near = Scalar.select(beyond.compare(CompareFn.LT, half), below,
        Scalar.select(beyond.compare(CompareFn.GT, half), below.plus(ONE), atHalf));
    return Scalar.select(X.apply(UnaryFn.ABS).compare(CompareFn.LT, Scalar.constant(whole)), near, X);
  }

  private static Scalar shrunk(double lambda, double bias) {
    Scalar above = Scalar.select(X.compare(CompareFn.GT, Scalar.constant(lambda)), X.minus(Scalar.constant(bias)), ZERO);
    return Scalar.select(X.compare(CompareFn.LT, Scalar.constant(-lambda)), X.plus(Scalar.constant(bias)), above);
  }

  /// Before opset 7 a vector of slopes is one for each channel.
  private static Node prelu(OperatorCall call) {
    Node x = call.node(0);
    Node slope = call.node(1);
    if (!call.since(7) && slope.type().rank() == 1 && x.type().rank() > 1) {
      var dims = new ArrayList<>(slope.type().shape().dims());
      while (dims.size() < x.type().rank() - 1) {
        dims.add(Dim.of(1));
      }
      slope = call.reshape(slope, dims);
    }
    return call.add(new Prelu(), x, slope);
  }

  private static Node clip(OperatorCall call) {
    Node x = call.node(0);
    if (!call.since(11)) {
      return bounded(call, x, call.decimal("min", Double.NEGATIVE_INFINITY), call.decimal("max", Double.POSITIVE_INFINITY));
    }
    boolean known = IntStream.of(1, 2).allMatch(k -> !call.has(k) || !(call.operand(k) instanceof Operand.Tensor));
    if (known && x.type().dtype().isFloat()) {
      return bounded(call, x, call.has(1) ? call.number(1) : Double.NEGATIVE_INFINITY, call.has(2) ? call.number(2)
          : Double.POSITIVE_INFINITY);
    }
    DType dtype = x.type().dtype();
    for (int k = 1; k <= 2; k++) {
      if (call.has(k)) {
        BinaryFn fn = k == 1 ? BinaryFn.MAX : BinaryFn.MIN;
        Node bound = call.node(k);
        x = !dtype.isFloat() ? call.map(dtype, new Scalar.Binary(fn, X, Scalar.read(1)), x, bound)
            : call.add(k == 1 ? new Maximum() : new Minimum(), x, bound);
      }
    }
    return x;
  }

  /// Where the bounds are in the wrong order the upper one wins.
  private static Node bounded(OperatorCall call, Node x, double lo, double hi) {
    if (lo == Double.NEGATIVE_INFINITY && hi == Double.POSITIVE_INFINITY) {
      return x;
    }
    return lo < hi ? call.add(new Clip(lo, hi), x)
        : call.map(x.type().dtype(), new Scalar.Binary(BinaryFn.MIN, new Scalar.Binary(BinaryFn.MAX, X, Scalar.constant(lo)),
            Scalar.constant(hi)), x);
  }
}
