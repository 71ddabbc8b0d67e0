package jacquard.ir.onnx;

import jacquard.ir.DType;
import jacquard.ir.graph.Node;
import jacquard.ir.op.reduction.ArgMax;
import jacquard.ir.op.reduction.ArgMin;
import jacquard.ir.op.reduction.ReduceMax;
import jacquard.ir.op.reduction.ReduceMin;
import jacquard.ir.op.reduction.ReduceProduct;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.op.reduction.Reduction;
import java.util.List;
import java.util.Optional;

/// Reductions: `ReduceSum`, `ReduceMax`, `ReduceMin`, `ReduceProd`, and `ArgMax`, `ArgMin` of the first of equal elements.
final class ReductionNodes extends FamilyNodes {
  ReductionNodes(Translation translation, Node node) {
    super(translation, node);
  }

  Optional<String> value() {
    return Optional.of(switch ((Reduction) node.op()) {
      case ReduceSum(var axes, boolean keep) -> reduced("ReduceSum", x(), axes, keep);
      case ReduceMax(var axes, boolean keep) -> reduced("ReduceMax", x(), axes, keep);
      case ReduceMin(var axes, boolean keep) -> reduced("ReduceMin", x(), axes, keep);
      case ReduceProduct(var axes, boolean keep) -> reduced("ReduceProd", x(), axes, keep);
      case ArgMax(int axis, boolean keep) -> position("ArgMax", axis, keep);
      case ArgMin(int axis, boolean keep) -> position("ArgMin", axis, keep);
    });
  }

  /// No axes are none; to ONNX they would be all.
  private String reduced(String operator, String x, List<Integer> axes, boolean keep) {
    return axes.isEmpty() ? x : reduced(out, operator, x, axes, keep);
  }

  static String reduced(OnnxGraph out, String operator, String x, List<Integer> axes, boolean keep) {
    return out.add(operator, List.of(x, out.integers("axes", axes)), Attributes.flag("keepdims", keep));
  }

  private String position(String operator, int axis, boolean keep) {
    return cast(out.add(operator, List.of(x()), Attributes.integer("axis", axis), Attributes.flag("keepdims", keep)), DType.I32);
  }
}
