package jacquard.oracles;

import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.normalization.BatchNorm;
import jacquard.ir.op.normalization.GroupNorm;
import jacquard.ir.op.normalization.InstanceNorm;
import jacquard.ir.op.normalization.LayerNorm;
import jacquard.ir.op.normalization.LocalResponseNorm;
import jacquard.ir.op.normalization.Normalization;
import jacquard.ir.op.normalization.Variance;
import jacquard.ir.op.normalization.ZScore;
import jacquard.ir.op.reduction.ReduceMean;
import jacquard.ir.op.shape.Reshape;
import jacquard.oracles.JsonOracles.Fields;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/// PyTorch's normalisations.
final class TorchNormalizationOps {
  private TorchNormalizationOps() {}

  static void addTo(Map<String, Function<TorchGraph, Node>> table) {
    affine(table, "layer_norm", a -> new LayerNorm(a.integers("normalized_shape").size(), a.number("eps")));
    affine(table, "group_norm", a -> new GroupNorm(a.integer("num_groups"), a.number("eps")));
    affine(table, "instance_norm", a -> new InstanceNorm(a.number("eps")));
    table.put("local_response_norm", c -> {
      Fields a = c.attributes();
      return c.add(new LocalResponseNorm(a.integer("size"), a.number("alpha"), a.number("beta"), a.number("k"), true), c.perExample("x"));
    });
    table.put("batch_norm_inference", c -> {
      TensorType channels = channels(c);
      return batchNorm(c, c.attribute("running_mean", channels), c.attribute("running_var", channels));
    });
    table.put("batch_norm_training", TorchNormalizationOps::training);
  }

  private static void affine(Map<String, Function<TorchGraph, Node>> table, String name, Function<Fields, Normalization> op) {
    table.put(name, c -> c.add(op.apply(c.attributes()), c.perExample("x"), c.parameter("weight"), c.parameter("bias")));
  }

  /// The running averages take `momentum` of the new mean and of the new unbiased variance.
  private static Node training(TorchGraph c) {
    Node x = c.perExample("x");
    List<Integer> axes = IntStream.range(0, x.type().rank()).filter(d -> d != 1).boxed().toList();
    average(c, "running_mean", c.add(new ReduceMean(axes, false), x));
    average(c, "running_var", c.add(new Variance(axes, false, 1), x));
    int[] kept = IntStream.range(0, x.type().rank()).map(d -> d == 1 ? c.shape("x").extent(1) : 1).toArray();
    return c.add(new ZScore(axes, c.attributes().number("eps")), x, c.add(new Reshape(Shape.of(kept)), c.parameter("weight")),
        c.add(new Reshape(Shape.of(kept)), c.parameter("bias")));
  }

  private static void average(TorchGraph c, String name, Node value) {
    Scalar momentum = Scalar.constant(c.attributes().number("momentum"));
    Scalar mixed = Scalar.read(0).plus(Scalar.read(1).minus(Scalar.read(0)).times(momentum));
    Node old = c.attribute(name, value.type());
    c.output(name + "_out", c.add(new jacquard.ir.op.elementwise.Map(mixed, value.type().dtype()), old, value));
  }

  private static Node batchNorm(TorchGraph c, Node mean, Node variance) {
    return c.add(new BatchNorm(c.attributes().number("eps")), c.perExample("x"), mean, variance,
        c.parameter("weight"), c.parameter("bias"));
  }

  private static TensorType channels(TorchGraph c) {
    return c.perExample("x").type().shaped(Shape.of(c.shape("x").extent(1)));
  }
}
