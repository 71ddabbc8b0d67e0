package jacquard.ir.op;

import static jacquard.ir.TensorType.f64;
import static jacquard.ir.op.OpCases.n;
import static jacquard.ir.op.OpCases.signed;

import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.op.OpCase.Values;
import jacquard.ir.op.loss.BinaryCrossEntropy;
import jacquard.ir.op.loss.BinaryCrossEntropyWithLogits;
import jacquard.ir.op.loss.CrossEntropy;
import jacquard.ir.op.loss.HuberLoss;
import jacquard.ir.op.loss.L1Loss;
import jacquard.ir.op.loss.LossOp;
import jacquard.ir.op.loss.LossReduction;
import jacquard.ir.op.loss.MeanSquaredError;
import jacquard.ir.op.loss.NllLoss;
import jacquard.ir.op.loss.PairLoss;
import jacquard.ir.op.loss.RbfLoss;
import java.util.ArrayList;
import java.util.List;

/// Cases of losses.
final class LossOpCases {
  private static final int BATCH = 2;

  private LossOpCases() {}

  static List<OpCase> all() {
    var cases = new ArrayList<OpCase>();
    for (LossReduction reduction : LossReduction.values()) {
      cases.addAll(reducedBy(reduction));
    }
    cases.add(new OpCase("cross_entropy per pixel", new CrossEntropy(0, LossReduction.MEAN),
        List.of(f64(2, 3, 2), new TensorType(DType.I64, Shape.of(2, 2))), List.of(Values.SIGNED, Values.LABELS), BATCH));
    return cases;
  }

  private static List<OpCase> reducedBy(LossReduction reduction) {
    TensorType labels = new TensorType(DType.I32, Shape.SCALAR.batched());
    var cases = new ArrayList<OpCase>();
    for (PairLoss op : List.of(new L1Loss(reduction), new HuberLoss(1.1, reduction), new BinaryCrossEntropyWithLogits(reduction))) {
      cases.add(signed(op, n(3), n(3)));
    }
    cases.add(signed("mean_squared_error " + reduction, new MeanSquaredError(reduction), f64(2, 3), f64(2, 3)));
    cases.add(signed("binary_cross_entropy_with_logits weighted " + reduction, new BinaryCrossEntropyWithLogits(reduction),
        n(3), n(3), f64(3)));
    cases.add(new OpCase("binary_cross_entropy " + reduction, new BinaryCrossEntropy(reduction), List.of(n(3), n(3)),
        List.of(Values.PROBABILITY, Values.PROBABILITY), BATCH));
    for (LossOp op : List.of(new NllLoss(reduction), new RbfLoss(0.4, reduction))) {
      cases.add(new OpCase(op.toString(), op, List.of(n(4), labels), List.of(Values.SIGNED, Values.LABELS), BATCH));
    }
    cases.add(new OpCase("nll_loss weighted per pixel " + reduction, new NllLoss(reduction),
        List.of(f64(2, 3, 2), new TensorType(DType.I64, Shape.of(2, 2)), f64(3)),
        List.of(Values.SIGNED, Values.LABELS, Values.POSITIVE), BATCH));
    cases.add(new OpCase("cross_entropy " + reduction, new CrossEntropy(0.1, reduction), List.of(n(4), labels),
        List.of(Values.SIGNED, Values.LABELS), BATCH));
    cases.add(new OpCase("cross_entropy weighted " + reduction, new CrossEntropy(0.1, reduction), List.of(n(4), labels, f64(4)),
        List.of(Values.SIGNED, Values.LABELS, Values.POSITIVE), BATCH));
    cases.add(new OpCase("cross_entropy of probabilities " + reduction, new CrossEntropy(0.1, reduction), List.of(n(4), n(4), f64(4)),
        List.of(Values.SIGNED, Values.PROBABILITY, Values.POSITIVE), BATCH));
    return cases;
  }
}
