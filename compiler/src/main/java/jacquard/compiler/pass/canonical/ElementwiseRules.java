package jacquard.compiler.pass.canonical;

import jacquard.compiler.pass.Outcome;
import jacquard.compiler.pass.Rewriter;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.elementwise.Abs;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Cast;
import jacquard.ir.op.elementwise.Div;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.elementwise.Map;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.elementwise.Neg;
import jacquard.ir.op.elementwise.Relu;
import jacquard.ir.op.elementwise.StopGradient;
import jacquard.ir.op.elementwise.Sub;
import jacquard.ir.op.shape.BroadcastTo;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The part of [Simplify] about elementwise ops.
final class ElementwiseRules {
  private ElementwiseRules() {}

  static Outcome apply(Elementwise op, Node node, Rewriter rw) {
    Node same = identity(op, node);
    if (same != null) {
      return rw.replaceBy(same);
    }
    if (op instanceof Abs && node.input(0).op() instanceof Neg) {
      return rw.replace(List.of(node.input(0), node), op, node.input(0).inputs());
    }
    return smallerOperand(op, node, rw);
  }

  /// The operand whose value `node` has; null where it has none.
  private static @Nullable Node identity(Elementwise op, Node node) {
    Node x = node.inputs().isEmpty() ? null : node.input(0);
    Node same = switch (op) {
      case Cast c -> x;
      case StopGradient s -> x;
      case Map(Scalar.Read(int k), var dtype) -> node.input(k);
      case Neg n -> x != null && x.op() instanceof Neg ? x.input(0) : null;
      case Abs a -> x != null && x.op() instanceof Abs ? x : null;
      case Relu r -> x != null && x.op() instanceof Relu ? x : null;
      case Mul m -> isFilled(node.input(1), 1) ? x : isFilled(node.input(0), 1) ? node.input(1) : null;
      case Div d -> isFilled(node.input(1), 1) ? x : null;
      case Sub s -> isFilled(node.input(1), 0.0) ? x : null;
      case Add a -> isFilled(node.input(1), -0.0) ? x : isFilled(node.input(0), -0.0) ? node.input(1) : null;
      default -> null;
    };
    return same != null && same.type().equals(node.type()) ? same : null;
  }

  /// Whether every element is `value`, to the bit.
  private static boolean isFilled(Node node, double value) {
    Double filled = filled(node);
    return filled != null && Double.doubleToRawLongBits(filled) == Double.doubleToRawLongBits(value);
  }

  /// The element of a constant whose elements are all the same; null for any other node.
  private static @Nullable Double filled(Node node) {
    if (node.op() instanceof BroadcastTo) {
      return filled(node.input(0));
    }
    NdArray value = node.op() instanceof Constant c ? c.data().value().orElse(null) : null;
    if (value == null || value.size() == 0 || value.dtype() == jacquard.ir.DType.I64) {
      return null;
    }
    long first = Double.doubleToRawLongBits(value.get(0));
    boolean equal = IntStream.range(1, value.size()).allMatch(i -> Double.doubleToRawLongBits(value.get(i)) == first);
    return equal ? (Double) value.get(0) : null;
  }

  /// Reads around a broadcast, or one element instead of many equal ones, where the others still give the result its shape.
  private static Outcome smallerOperand(Elementwise op, Node node, Rewriter rw) {
    for (int k = 0; k < node.inputs().size(); k++) {
      Node operand = node.input(k);
      Node smaller = operand.op() instanceof BroadcastTo ? operand.input(0) : null;
      Double filled = operand.op() instanceof Constant && operand.type().rank() > 0 ? filled(operand) : null;
      Shape shape = smaller != null ? smaller.type().shape() : Shape.SCALAR;
      if ((smaller != null || filled != null) && keepsShape(op, node, k, shape)) {
        var inputs = new ArrayList<>(node.inputs());
        inputs.set(k, smaller != null ? smaller : scalar(operand, filled, rw));
        return rw.replace(node, op, inputs);
      }
    }
    return Outcome.NO_MATCH;
  }

  private static Node scalar(Node constant, @Nullable Double value, Rewriter rw) {
    NdArray element = NdArray.filled(constant.type().shaped(Shape.SCALAR), value == null ? 0 : value);
    return rw.constant(element, constant.loc());
  }

  private static boolean keepsShape(Elementwise op, Node node, int operand, Shape shape) {
    var types = new ArrayList<TensorType>(node.inputs().stream().map(Node::type).toList());
    types.set(operand, types.get(operand).shaped(shape));
    return new Operands(op, types, node.loc()).broadcast().equals(node.type().shape());
  }
}
