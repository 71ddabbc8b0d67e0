package jacquard.ir.onnx.read;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.BinaryOp;
import jacquard.ir.op.elementwise.Compare;
import jacquard.ir.op.elementwise.Div;
import jacquard.ir.op.elementwise.Maximum;
import jacquard.ir.op.elementwise.Minimum;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.elementwise.Pow;
import jacquard.ir.op.elementwise.Sub;
import jacquard.ir.op.elementwise.Where;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Functions of several operands, element by element, broadcast together: arithmetic, comparisons, logic, choices, conversions.
///
/// Before opset 7 a second operand is aligned by the attributes `broadcast` and `axis`.
final class ArithmeticOps {
  private static final Scalar A = Scalar.read(0);
  private static final Scalar B = Scalar.read(1);

  private ArithmeticOps() {}

  static void addTo(Map<String, Translator> table) {
    binary(table, "Add", new Add());
    binary(table, "Sub", new Sub());
    binary(table, "Mul", new Mul());
    binary(table, "Div", new Div());
    table.put("Pow", Translator.of(ArithmeticOps::power));
    table.put("Mod", Translator.of(ArithmeticOps::modulo));
    variadic(table, "Max", new Maximum());
    variadic(table, "Min", new Minimum());
    variadic(table, "Sum", new Add());
    table.put("Mean", Translator.of(c -> c.add(new Mul(), folded(c, new Add()), c.constant(c.floating(0), 1.0 / c.operandCount()))));
    compare(table, "Equal", CompareFn.EQ);
    compare(table, "Less", CompareFn.LT);
    compare(table, "LessOrEqual", CompareFn.LE);
    compare(table, "Greater", CompareFn.GT);
    compare(table, "GreaterOrEqual", CompareFn.GE);
    logic(table, "And", new Scalar.Binary(BinaryFn.AND, A, B));
    logic(table, "Or", new Scalar.Binary(BinaryFn.OR, A, B));
    table.put("Xor", Translator.of(c -> c.add(new Compare(CompareFn.NE), c.node(0), aligned(c))));
    table.put("Not", Translator.of(c -> c.map(DType.BOOL, A.apply(UnaryFn.NOT), c.node(0))));
    table.put("IsNaN", Translator.of(c -> c.add(new Compare(CompareFn.NE), c.node(0), c.node(0))));
    table.put("IsInf", Translator.of(ArithmeticOps::infinite));
    table.put("Where", Translator.of(c -> c.add(new Where(), c.node(0), c.node(1), c.node(2))));
    table.put("Cast", Translator.of(c -> c.cast(c.node(0), target(c))));
    table.put("CastLike", Translator.of(c -> c.cast(c.node(0), c.type(1).dtype())));
  }

  private static void binary(Map<String, Translator> table, String name, BinaryOp op) {
    table.put(name, Translator.of(c -> apply(c, op, c.node(0), aligned(c))));
  }

  private static void variadic(Map<String, Translator> table, String name, BinaryOp op) {
    table.put(name, Translator.of(c -> folded(c, op)));
  }

  private static void compare(Map<String, Translator> table, String name, CompareFn fn) {
    table.put(name, Translator.of(c -> c.add(new Compare(fn), c.node(0), aligned(c))));
  }

  private static void logic(Map<String, Translator> table, String name, Scalar body) {
    table.put(name, Translator.of(c -> c.map(DType.BOOL, body, c.node(0), aligned(c))));
  }

  private static Node apply(OperatorCall call, BinaryOp op, Node a, Node b) {
    DType dtype = a.type().dtype();
    return dtype.isFloat() ? call.add(op, a, b) : call.map(dtype, op.body(A, B), a, b);
  }

  private static Node folded(OperatorCall call, BinaryOp op) {
    Node sum = call.node(0);
    for (int k = 1; k < call.operandCount(); k++) {
      sum = apply(call, op, sum, call.node(k));
    }
    return sum;
  }

  /// Operand 1, aligned with operand 0 as old operators say: its dimensions stand from `axis` on.
  private static Node aligned(OperatorCall call) {
    Node b = call.node(1);
    if (call.since(7) || !call.flag("broadcast") || call.attribute("axis").isEmpty()) {
      return b;
    }
    int axis = call.axis(call.integer("axis", 0), call.rank(0));
    var dims = new ArrayList<>(b.type().shape().dims());
    while (dims.size() < call.rank(0) - axis) {
      dims.add(Dim.of(1));
    }
    return call.reshape(b, dims);
  }

  /// Of the type of the base; powers of integers are taken in f64.
  private static Node power(OperatorCall call) {
    DType dtype = call.type(0).dtype();
    DType real = dtype.isFloat() ? dtype : DType.F64;
    return call.cast(call.add(new Pow(), call.cast(call.node(0), real), call.cast(aligned(call), real)), dtype);
  }

  /// The sign of the result is the divisor's, or with `fmod` the dividend's.
  private static Node modulo(OperatorCall call) {
    DType dtype = call.type(0).dtype();
    Scalar quotient = A.dividedBy(B);
    Scalar whole = quotient.apply(UnaryFn.FLOOR);
    if (call.flag("fmod")) {
      whole = Scalar.select(quotient.compare(CompareFn.LT, Scalar.constant(0)), quotient.negated().apply(UnaryFn.FLOOR).negated(), whole);
    }
    if (dtype.isFloat()) {
      return call.map(dtype, A.minus(whole.times(B)), call.node(0), call.node(1));
    }
    // A quotient of f64 is exact enough for integers below 2⁵³.
    Node exact = call.map(DType.F64, A.minus(whole.times(B)), call.cast(call.node(0), DType.F64), call.cast(call.node(1), DType.F64));
    return call.cast(exact, dtype);
  }

  private static Node infinite(OperatorCall call) {
    Scalar size = A;
    boolean above = call.integer("detect_positive", 1) != 0;
    boolean below = call.integer("detect_negative", 1) != 0;
    Scalar plus = size.compare(CompareFn.EQ, Scalar.constant(Double.POSITIVE_INFINITY));
    Scalar minus = size.compare(CompareFn.EQ, Scalar.constant(Double.NEGATIVE_INFINITY));
    Scalar none = size.compare(CompareFn.LT, size);
    return call.map(DType.BOOL, above && below ? new Scalar.Binary(BinaryFn.OR, plus, minus) : above ? plus : below ? minus : none,
        call.node(0));
  }

  /// Opset 1 wrote the type as a word.
  private static DType target(OperatorCall call) {
    int number = call.since(6) ? call.integer("to", 0) : List.of("UNDEFINED", "FLOAT", "UINT8", "INT8", "UINT16", "INT16", "INT32", "INT64",
        "STRING", "BOOL", "FLOAT16", "DOUBLE", "UINT32", "UINT64").indexOf(call.text("to", ""));
    return OnnxTensors.dtype(number).orElseThrow(() -> call.unsupported("the element type %d", number));
  }
}
