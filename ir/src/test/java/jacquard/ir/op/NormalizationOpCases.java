package jacquard.ir.op;

import static jacquard.ir.TensorType.f64;
import static jacquard.ir.op.OpCases.n;
import static jacquard.ir.op.OpCases.signed;

import jacquard.ir.TensorType;
import jacquard.ir.op.OpCase.Values;
import jacquard.ir.op.normalization.BatchNorm;
import jacquard.ir.op.normalization.GroupNorm;
import jacquard.ir.op.normalization.InstanceNorm;
import jacquard.ir.op.normalization.LayerNorm;
import jacquard.ir.op.normalization.LocalResponseNorm;
import jacquard.ir.op.normalization.ZScore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Cases of normalisations.
final class NormalizationOpCases {
  private static final int BATCH = 2;

  private NormalizationOpCases() {}

  static List<OpCase> all() {
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
        signed(new LocalResponseNorm(2, 0.7, 0.5, 1, false), f64(2, 3, 1, 2)));
  }

  /// The variance is positive, whatever the rest.
  private static OpCase batchNorm(String name, TensorType... types) {
    var values = new ArrayList<>(Collections.nCopies(types.length, Values.SIGNED));
    values.set(2, Values.POSITIVE);
    return new OpCase(name, new BatchNorm(1e-5), List.of(types), values, BATCH);
  }
}
