package jacquard.ir.onnx;

import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Node;
import jacquard.ir.op.normalization.BatchNorm;
import jacquard.ir.op.normalization.GroupNorm;
import jacquard.ir.op.normalization.InstanceNorm;
import jacquard.ir.op.normalization.LayerNorm;
import jacquard.ir.op.normalization.LocalResponseNorm;
import jacquard.ir.op.normalization.LogSoftmax;
import jacquard.ir.op.normalization.LogSumExp;
import jacquard.ir.op.normalization.Softmax;
import jacquard.ir.op.reduction.ReduceMean;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Composites with an operator of their own; all others go by their expansions.
///
/// | op | ONNX |
/// | --- | --- |
/// | `batch_norm` | `BatchNormalization` |
/// | `layer_norm`, `instance_norm` | `LayerNormalization`, `InstanceNormalization` |
/// | `group_norm` | `InstanceNormalization` of the groups, then scale and shift |
/// | `local_response_norm` | `LRN` of pictures and odd sizes; ONNX puts the additional channel of an even size on the other side |
/// | `softmax`, `log_softmax`, `log_sum_exp`, `reduce_mean` | `Softmax`, `LogSoftmax`, `ReduceLogSumExp`, `ReduceMean` |
final class NormalizationNodes extends FamilyNodes {
  private static final int PICTURE = 4;

  NormalizationNodes(Translation translation, Node node) {
    super(translation, node);
  }

  Optional<String> value() {
    return switch (node.op()) {
      case BatchNorm(double epsilon) -> Optional.of(batchNorm(epsilon));
      case LayerNorm(int dimensions, double epsilon) -> Optional.of(layerNorm(dimensions, epsilon));
      case InstanceNorm(double epsilon) -> Optional.of(instanceNorm(epsilon));
      case GroupNorm(int groups, double epsilon) -> Optional.of(groupNorm(groups, epsilon));
      case LocalResponseNorm norm -> responseNorm(norm);
      case Softmax(int axis) -> Optional.of(out.add("Softmax", List.of(x()), Attributes.integer("axis", axis)));
      case LogSoftmax(int axis) -> Optional.of(out.add("LogSoftmax", List.of(x()), Attributes.integer("axis", axis)));
      case LogSumExp(var axes, boolean keep) when !axes.isEmpty() ->
          Optional.of(ReductionNodes.reduced(out, "ReduceLogSumExp", x(), axes, keep));
      case ReduceMean(var axes, boolean keep) when !axes.isEmpty() ->
          Optional.of(ReductionNodes.reduced(out, "ReduceMean", x(), axes, keep));
      default -> Optional.empty();
    };
  }

  private String filled(Shape shape, double value) {
    return out.constant(value == 0 ? "zeros" : "ones", NdArray.filled(new TensorType(dtype(), shape), value));
  }

  /// Operand `k`, or an array of `value` where it is left out.
  private String affine(int k, Shape shape, double value) {
    return node.inputs().size() > k ? operand(k) : filled(shape, value);
  }

  private String batchNorm(double epsilon) {
    Shape channels = Shape.of(List.of(shape(0).dim(1)));
    return out.add("BatchNormalization", List.of(x(), affine(3, channels, 1), affine(4, channels, 0), operand(1), operand(2)),
        Attributes.number("epsilon", epsilon));
  }

  private String layerNorm(int dimensions, double epsilon) {
    int rank = shape(0).rank();
    var operands = new ArrayList<>(List.of(x(), affine(1, shape(0).slice(rank - dimensions, rank), 1)));
    if (node.inputs().size() > 2) {
      operands.add(operand(2));
    }
    return out.add("LayerNormalization", operands, Attributes.integer("axis", rank - dimensions), Attributes.number("epsilon", epsilon));
  }

  private String instanceNorm(double epsilon) {
    Shape channels = Shape.of(List.of(shape(0).dim(1)));
    return out.add("InstanceNormalization", List.of(x(), affine(1, channels, 1), affine(2, channels, 0)),
        Attributes.number("epsilon", epsilon));
  }

  private String groupNorm(int groups, double epsilon) {
    Shape shape = shape(0);
    int each = Math.toIntExact(shape.slice(1, shape.rank()).size() / groups);
    Shape split = shape.slice(0, 1).inserted(1, Dim.of(groups)).inserted(2, Dim.of(each));
    String ones = filled(Shape.of(groups), 1);
    String zeros = filled(Shape.of(groups), 0);
    String z = reshaped(out.add("InstanceNormalization", List.of(reshaped(x(), split), ones, zeros),
        Attributes.number("epsilon", epsilon)), shape);
    if (node.inputs().size() == 1) {
      return z;
    }
    Shape channels = Shape.of(shape.extent(1));
    for (int d = 2; d < shape.rank(); d++) {
      channels = channels.inserted(1, Dim.of(1));
    }
    return out.add("Add", List.of(out.add("Mul", List.of(z, reshaped(operand(1), channels))), reshaped(operand(2), channels)));
  }

  private Optional<String> responseNorm(LocalResponseNorm norm) {
    if (shape(0).rank() != PICTURE || norm.size() % 2 == 0) {
      return Optional.empty();
    }
    double alpha = norm.divideBySize() ? norm.alpha() : norm.alpha() * norm.size();
    return Optional.of(out.add("LRN", List.of(x()), Attributes.integer("size", norm.size()), Attributes.number("alpha", alpha),
        Attributes.number("beta", norm.beta()), Attributes.number("bias", norm.k())));
  }
}
