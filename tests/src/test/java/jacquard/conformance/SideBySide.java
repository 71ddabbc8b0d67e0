package jacquard.conformance;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.grad.Gradient;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.op.Fused;
import jacquard.ir.op.OpCase;
import jacquard.ir.op.OpCase.Values;
import jacquard.ir.verify.Verifier;
import jacquard.oracles.CodeForm;
import jacquard.runtime.Executable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Several cases of one op in one graph, so that they are compiled together, with their gradients where wanted.
final class SideBySide {
  /// How far numbers may lie apart: by `relative` of the largest finite magnitude, or of each number's own; and whether a NaN may stand for
  /// any number, and any number for it.
  record Tolerance(double relative, boolean own, boolean nanIsAny) {
    static Tolerance ofLargest(double relative) {
      return new Tolerance(relative, false, false);
    }

    boolean allows(double expected, double actual, double largest, double smallest) {
      return Double.doubleToLongBits(expected) == Double.doubleToLongBits(actual)
          || nanIsAny && (Double.isNaN(expected) || Double.isNaN(actual))
          || Math.abs(expected - actual) <= relative * (own ? Math.abs(expected) : largest) + smallest;
    }
  }

  private final GraphBuilder g = new GraphBuilder("cases");
  private final Map<String, NdArray> leaves = new LinkedHashMap<>();
  private final DType dtype;
  private final int batch;
  private final Graph graph;
  /// By vector width; the same whatever numbers they run on.
  private final Map<Integer, Executable> programs = new LinkedHashMap<>();
  private int floatOperands;

  /// In f32, cases whose attributes insist on f64 are left out.
  SideBySide(List<OpCase> cases, DType dtype, boolean gradients) {
    this.dtype = dtype;
    this.batch = cases.getFirst().batch();
    // So that the evaluator knows the batch size where only a result has it.
    g.input("batch", new TensorType(dtype, Shape.SCALAR.batched()));
    leaves.put("batch", NdArray.zeros(new TensorType(dtype, Shape.of(batch))));
    for (OpCase c : cases) {
      if (dtype == DType.F64 || sound(c)) {
        add(c, "#" + cases.indexOf(c), gradients);
      }
    }
    graph = g.build();
  }

  private boolean sound(OpCase c) {
    try {
      var alone = new GraphBuilder("alone");
      return Verifier.verify(alone.output("y", alone.add(typed(c.op()), inputs(alone, c, ""))).build()).isEmpty();
    } catch (UserError insistsOnDoubles) {
      return false;
    }
  }

  private void add(OpCase c, String suffix, boolean gradients) {
    List<Node> x = inputs(g, c, suffix);
    c.operands().forEach((name, value) -> leaves.put(name + suffix, rounded(value, typed(value.type()))));
    Node y = g.add(typed(c.op()), x);
    g.output("y" + suffix, y);
    List<Node> wrt = x.stream().filter(n -> n.type().dtype().isFloat()).toList();
    floatOperands = wrt.size();
    if (gradients && y.type().dtype().isFloat() && !wrt.isEmpty()) {
      Node dy = g.input("dy" + suffix, y.type());
      leaves.put("dy" + suffix, rounded(c.array(y.type().typed(DType.F64), Values.SIGNED, 50), y.type()));
      List<Node> dx = Gradient.of(y, dy, wrt, g);
      IntStream.range(0, wrt.size()).forEach(k -> g.output("d" + k + suffix, dx.get(k)));
    }
  }

  private List<Node> inputs(GraphBuilder builder, OpCase c, String suffix) {
    return IntStream.range(0, c.types().size()).mapToObj(k -> builder.input("x" + k + suffix, typed(c.types().get(k)))).toList();
  }

  /// The op whose attributes, where they name an element type, name this one.
  private Op typed(Op op) {
    return switch (op) {
      case jacquard.ir.op.elementwise.Map(var body, var type) when type == DType.F64 -> new jacquard.ir.op.elementwise.Map(body, dtype);
      case Generic(var structure, var type) -> new Generic(structure, typed(type));
      case Fused(var root, int operands, var epilogue, var type) -> new Fused((StructuredOp) typed(root), operands, epilogue, dtype);
      default -> op;
    };
  }

  private TensorType typed(TensorType type) {
    return type.dtype() == DType.F64 ? type.typed(dtype) : type;
  }

  /// What f32 holds exactly, so that both types compute from the same numbers.
  private static NdArray rounded(NdArray value, TensorType type) {
    return value.dtype().isFloat() ? value.cast(DType.F32).cast(type.dtype()) : value;
  }

  Map<String, NdArray> leaves() {
    return leaves;
  }

  int floatOperands() {
    return floatOperands;
  }

  /// The reference against every vector width; all widths give the same bits.
  void compare(Map<String, NdArray> at, Tolerance tolerance, List<String> problems) {
    if (graph.outputs().isEmpty()) {
      return;
    }
    Map<String, NdArray> expected = Evaluator.run(graph, at);
    Map<String, NdArray> scalar = compiled(0, at);
    expected.forEach((name, value) -> difference(value, scalar.get(name), tolerance)
        .forEach(p -> problems.add(dtype.text() + " " + name + p)));
    for (int bits : CodeForm.VECTOR_BITS) {
      Map<String, NdArray> wide = bits == 0 ? scalar : compiled(bits, at);
      wide.forEach((name, value) -> {
        if (!same(scalar.get(name), value)) {
          problems.add(dtype.text() + " " + name + ": other bits with vectors of " + bits + ": " + scalar.get(name) + " and " + value);
        }
      });
    }
  }

  private Map<String, NdArray> compiled(int bits, Map<String, NdArray> at) {
    var form = new CodeForm(bits, 1);
    return form.run(programs.computeIfAbsent(bits, b -> form.compile(graph)), graph, at, batch);
  }

  /// Equal bits; NaN is NaN whatever its payload.
  private static boolean same(NdArray a, NdArray b) {
    return IntStream.range(0, a.size()).allMatch(i -> Double.doubleToLongBits(a.get(i)) == Double.doubleToLongBits(b.get(i)));
  }

  /// The first element that differs by more than `tolerance` allows, or in being finite, infinite or NaN.
  private static List<String> difference(NdArray expected, NdArray actual, Tolerance tolerance) {
    if (!expected.type().equals(actual.type())) {
      return List.of(": " + actual.type() + " instead of " + expected.type());
    }
    double largest = IntStream.range(0, expected.size()).mapToDouble(i -> Math.abs(expected.get(i))).filter(Double::isFinite).max()
        .orElse(0);
    // Below the normal numbers the precision ends.
    double smallest = expected.dtype() == DType.F32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    var found = new ArrayList<String>();
    for (int i = 0; i < expected.size() && found.isEmpty(); i++) {
      double e = expected.get(i);
      double a = actual.get(i);
      if (!tolerance.allows(e, a, largest, smallest)) {
        found.add("[%d] of %s: expected %s, got %s".formatted(i, expected.type(), e, a));
      }
    }
    return found;
  }
}
