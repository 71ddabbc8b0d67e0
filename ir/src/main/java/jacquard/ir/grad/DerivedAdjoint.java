package jacquard.ir.grad;

import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.loop.Adjoint;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.loop.SumOrder;
import jacquard.ir.loop.WriteForm;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Cast;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The adjoint of any structured node, from its structure alone.
public final class DerivedAdjoint {
  private DerivedAdjoint() {}

  /// The cotangent of every input; contributions of several accesses to one operand are added.
  public static List<@Nullable Node> of(Node self, Node dy, GraphBuilder g) {
    Structure s = ((StructuredOp) self.op()).structure(self.operands());
    var operands = new ArrayList<>(self.inputs());
    int cotangent = operands.size();
    operands.add(dy);
    int auxiliary = operands.size();
    if (s.combine() == Combine.MAX || s.combine() == Combine.MIN) {
      operands.add(positions(self, s, g));
    } else if (s.combine() == Combine.PRODUCT) {
      Shape points = Shape.of(s.axes().stream().map(Axis::extent).toList());
      operands.add(Generic.node(Adjoint.others(s), self.type().shaped(points), self.inputs(), g));
    }
    var result = new ArrayList<@Nullable Node>();
    for (int input = 0; input < self.inputs().size(); input++) {
      result.add(cotangent(self, s, input, operands, cotangent, auxiliary, g));
    }
    return result;
  }

  private static @Nullable Node cotangent(Node self, Structure s, int input, List<Node> operands, int cotangent, int auxiliary,
      GraphBuilder g) {
    if (!self.input(input).type().dtype().isFloat()) {
      return null;
    }
    Node sum = null;
    for (int access = 0; access < s.reads().size(); access++) {
      if (s.reads().get(access).operand() == input) {
        Optional<Structure> adjoint = Adjoint.of(s, access, cotangent, auxiliary);
        if (adjoint.isPresent()) {
          Node part = part(converted(adjoint.get(), self, input), self.input(input).type(), operands, g);
          sum = sum == null ? part : g.add(new Add(), sum, part);
        }
      }
    }
    return sum;
  }

  /// Points that are added to memory one by one, and may be many, are added in `f64`: there is no level of a sum between them, and a row of
  /// an embedding may be looked up a million times.
  private static Node part(Structure s, TensorType type, List<Node> operands, GraphBuilder g) {
    boolean scatters = s.combine() == Combine.SUM && !s.writesApart();
    boolean many = scatters && WriteForm.mostPoints(s.write(), s.axes()) > SumOrder.TERMS;
    return many && type.dtype() == DType.F32
        ? g.add(new Cast(DType.F32), Generic.node(cast(s, DType.F64), type.typed(DType.F64), operands, g))
        : Generic.node(s, type, operands, g);
  }

  /// The slope is computed in the type of the result, the cotangent has the type of the operand.
  private static Structure converted(Structure s, Node self, int input) {
    DType dtype = self.input(input).type().dtype();
    return self.type().dtype() == dtype ? s : cast(s, dtype);
  }

  private static Structure cast(Structure s, DType dtype) {
    return s.withBody(new Scalar.Cast(dtype, s.body()));
  }

  /// Which point won each maximum, in the integer type as wide as the values, so that both fill the same number of lanes.
  private static Node positions(Node self, Structure s, GraphBuilder g) {
    Combine first = s.combine() == Combine.MAX ? Combine.FIRST_MAX : Combine.FIRST_MIN;
    return g.add(new Generic(s.withCombine(first).withoutEpilogue(),
        self.type().typed(self.type().dtype() == DType.F64 ? DType.I64 : DType.I32)), self.inputs());
  }
}
