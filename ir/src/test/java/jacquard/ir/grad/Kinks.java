package jacquard.ir.grad;

import jacquard.ir.graph.Op;
import jacquard.ir.op.elementwise.Abs;
import jacquard.ir.op.elementwise.Celu;
import jacquard.ir.op.elementwise.Clip;
import jacquard.ir.op.elementwise.Elu;
import jacquard.ir.op.elementwise.HardSigmoid;
import jacquard.ir.op.elementwise.HardSwish;
import jacquard.ir.op.elementwise.LeakyRelu;
import jacquard.ir.op.elementwise.Maximum;
import jacquard.ir.op.elementwise.Minimum;
import jacquard.ir.op.elementwise.Prelu;
import jacquard.ir.op.elementwise.Relu;
import jacquard.ir.op.elementwise.Selu;
import jacquard.ir.op.loss.L1Loss;
import jacquard.ir.op.loss.LossReduction;
import java.util.List;

/// The slopes that ops say they have where they have none, at corners and ties: no difference quotient tells.
final class Kinks {
  private static final double SELU_AT_ZERO = 1.0507009873554805 * 1.6732632423543772;

  /// The values of the operands, and the slopes by each.
  record Row(List<Double> x, List<Double> slopes) {}

  private Kinks() {}

  static List<Row> of(Op op) {
    return switch (op) {
      case Abs a -> List.of(row(0, 0));
      case Relu r -> List.of(row(0, 0));
      case LeakyRelu r -> List.of(row(0, r.slope()));
      case Elu e -> List.of(row(0, e.alpha()));
      case Celu c -> List.of(row(0, 1));
      case Selu s -> List.of(row(0, SELU_AT_ZERO));
      case Clip c -> List.of(row(c.lo(), 0), row(c.hi(), 0));
      case HardSigmoid h -> List.of(row(-h.offset() / h.slope(), 0), row((1 - h.offset()) / h.slope(), 0));
      case HardSwish h -> List.of(row(-3, 0), row(3, 1));
      case Prelu p -> List.of(new Row(List.of(0.0, 0.25), List.of(0.25, 0.0)));
      case Maximum m -> List.of(new Row(List.of(1.0, 1.0), List.of(0.5, 0.5)));
      case Minimum m -> List.of(new Row(List.of(1.0, 1.0), List.of(0.5, 0.5)));
      case L1Loss l when l.reduction() == LossReduction.SUM -> List.of(new Row(List.of(1.0, 1.0), List.of(0.0, 0.0)));
      default -> List.of();
    };
  }

  private static Row row(double x, double slope) {
    return new Row(List.of(x), List.of(slope));
  }
}
