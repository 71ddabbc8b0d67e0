package jacquard.ir.op;

import static jacquard.ir.TensorType.f64;
import static jacquard.ir.op.OpCases.n;
import static jacquard.ir.op.OpCases.signed;

import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.op.OpCase.Values;
import jacquard.ir.op.contraction.RbfDistance;
import jacquard.ir.op.loss.BinaryCrossEntropy;
import jacquard.ir.op.loss.BinaryCrossEntropyWithLogits;
import jacquard.ir.op.loss.CrossEntropy;
import jacquard.ir.op.loss.HuberLoss;
import jacquard.ir.op.loss.L1Loss;
import jacquard.ir.op.loss.LossOp;
import jacquard.ir.op.loss.LossReduction;
import jacquard.ir.op.loss.NllLoss;
import jacquard.ir.op.loss.PairLoss;
import jacquard.ir.op.loss.RbfLoss;
import jacquard.ir.op.normalization.BatchNorm;
import jacquard.ir.op.normalization.GroupNorm;
import jacquard.ir.op.normalization.InstanceNorm;
import jacquard.ir.op.normalization.LayerNorm;
import jacquard.ir.op.normalization.LocalResponseNorm;
import jacquard.ir.op.normalization.ZScore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Cases of normalisations and losses.
final class NormalizationOpCases {
  private static final int BATCH = 2;

  private NormalizationOpCases() {}

  static List<OpCase> all() {
    var cases = new ArrayList<OpCase>(normalizations());
    for (LossReduction reduction : LossReduction.values()) {
      cases.addAll(losses(reduction));
    }
    return cases;
  }

  private static List<OpCase> normalizations() {
    TensorType three = f64(3);
    return List.of(batchNorm("batch_norm", n(3, 2), three, three, three, three),
        batchNorm("batch_norm without scale", f64(4, 3), three, three),
        signed("z_score", new ZScore(List.of(0, 2), 1e-5), n(3, 2), f64(1, 3, 1), f64(1, 3, 1))
            .resized((c, l) -> signed("z_score", new ZScore(List.of(0, 2), 1e-5), n(c, Math.max(l, 2)), f64(1, c, 1), f64(1, c, 1))),
        signed("z_score of rows", new ZScore(List.of(1), 1e-3), n(4)),
        signed("layer_norm", new LayerNorm(2, 1e-5), n(3, 2), f64(3, 2), f64(3, 2)),
        signed("layer_norm without scale", new LayerNorm(1, 1e-3), f64(2, 2, 3)),
        signed("group_norm", new GroupNorm(2, 1e-5), n(4, 2), f64(4), f64(4)),
        signed("group_norm without scale", new GroupNorm(1, 1e-5), f64(2, 4)),
        // Two positions are normalised to -1 and 1 whatever they hold, and their gradient is lost in rounding.
        signed("instance_norm", new InstanceNorm(1e-5), n(3, 2, 2), three, three)
            .resized((c, l) -> signed("instance_norm", new InstanceNorm(1e-5), n(c, 3, Math.max(l, 2)), f64(c), f64(c))),
        signed("instance_norm without scale", new InstanceNorm(1e-5), f64(2, 2, 3)),
        signed(new LocalResponseNorm(5, 0.7, 0.75, 2, true), n(6, 2)),
        signed(new LocalResponseNorm(2, 0.7, 0.5, 1, false), f64(2, 3, 1, 2)),
        signed("rbf_distance", new RbfDistance(), n(4), f64(3, 4)),
        signed("rbf_distance, fixed batch", new RbfDistance(), f64(2, 3), f64(4, 3)));
  }

  /// The variance is positive, whatever the rest.
  private static OpCase batchNorm(String name, TensorType... types) {
    var values = new ArrayList<>(Collections.nCopies(types.length, Values.SIGNED));
    values.set(2, Values.POSITIVE);
    return new OpCase(name, new BatchNorm(1e-5), List.of(types), values, BATCH);
  }

  private static List<OpCase> losses(LossReduction reduction) {
    TensorType labels = new TensorType(DType.I32, Shape.SCALAR.batched());
    var cases = new ArrayList<OpCase>();
    for (PairLoss op : List.of(new L1Loss(reduction), new HuberLoss(1.1, reduction), new BinaryCrossEntropyWithLogits(reduction))) {
      cases.add(signed(op, n(3), n(3)));
    }
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
    cases.add(new OpCase("cross_entropy weighted " + reduction, new CrossEntropy(0.1, reduction), List.of(n(4), labels, f64(4)),
        List.of(Values.SIGNED, Values.LABELS, Values.POSITIVE), BATCH));
    cases.add(new OpCase("cross_entropy of probabilities " + reduction, new CrossEntropy(0.1, reduction), List.of(n(4), n(4), f64(4)),
        List.of(Values.SIGNED, Values.PROBABILITY, Values.POSITIVE), BATCH));
    return cases;
  }
}
