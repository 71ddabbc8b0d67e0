package jacquard.ir.onnx.read;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.normalization.BatchNorm;
import jacquard.ir.op.normalization.Variance;
import jacquard.ir.op.normalization.ZScore;
import jacquard.ir.op.reduction.ReduceMean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Batch normalisation: by the file's running averages; by the statistics of the batch where the network is trained, which the averages
/// follow then, or where the file says so (`training_mode`, or before opset 7 `is_test` = 0).
final class BatchNormalization {
  private final OperatorCall call;
  private final Node x;
  private final double epsilon;
  private final double momentum;

  BatchNormalization(OperatorCall call) {
    this.call = call;
    this.x = call.node(0);
    this.epsilon = call.decimal("epsilon", 1e-5);
    this.momentum = call.decimal("momentum", 0.9);
    if (call.integer("spatial", 1) == 0) {
      throw call.unsupported("statistics of every position (spatial = 0)");
    }
  }

  List<@Nullable Operand> results() {
    Node mean = call.importer().statistic(call, 3);
    Node variance = call.importer().statistic(call, 4);
    boolean kept = call.operand(3) instanceof Operand.Stored && call.operand(4) instanceof Operand.Stored;
    boolean said = call.flag("training_mode") || !call.since(7) && !call.flag("is_test") && call.outputs() > 1;
    if (said || kept && call.importer().target().training()) {
      return trained(mean, variance, kept && !said);
    }
    Node y = call.add(new BatchNorm(epsilon), x, mean, variance, call.node(1), call.node(2));
    return Translator.results(y, mean, variance, mean, variance);
  }

  private List<@Nullable Operand> trained(Node mean, Node variance, boolean followed) {
    int rank = x.type().rank();
    List<Integer> axes = IntStream.range(0, rank).filter(d -> d != 1).boxed().toList();
    var kept = new ArrayList<>(Collections.nCopies(rank, Dim.of(1)));
    kept.set(1, x.type().shape().dim(1));
    Node y = call.add(new ZScore(axes, epsilon), x, call.reshape(call.node(1), kept), call.reshape(call.node(2), kept));
    Shape channels = mean.type().shape();
    Node batchMean = call.reshape(call.add(new ReduceMean(axes, false), x), channels);
    Node batchVariance = call.reshape(call.add(new Variance(axes, false, 0), x), channels);
    Node nextMean = follow(mean, batchMean, followed);
    Node nextVariance = follow(variance, batchVariance, followed);
    return Arrays.asList(new Operand.Tensor(y), new Operand.Tensor(nextMean), new Operand.Tensor(nextVariance),
        new Operand.Tensor(batchMean), new Operand.Tensor(batchVariance));
  }

  /// `momentum · old + (1 − momentum) · of the batch`.
  private Node follow(Node statistic, Node batch, boolean followed) {
    ImportTarget target = call.importer().target();
    DType dtype = batch.type().dtype();
    Scalar next = Scalar.read(0).times(Scalar.constant(momentum)).plus(Scalar.read(1).times(Scalar.constant(1 - momentum)));
    Node value = call.map(dtype, next, followed ? target.latest(statistic) : statistic, batch);
    if (followed) {
      target.next(statistic, value);
    }
    return value;
  }
}
