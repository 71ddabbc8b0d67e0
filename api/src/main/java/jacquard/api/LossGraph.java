package jacquard.api;

import jacquard.ir.DType;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.CrossEntropy;
import jacquard.ir.op.LossReduction;
import jacquard.ir.op.MeanSquaredError;
import jacquard.ir.op.Softmax;

/// Losses as nodes.
final class LossGraph {
  private LossGraph() {}

  /// The type of the targets for a network whose result is `output`.
  static TensorType target(Loss loss, TensorType output) {
    return switch (loss) {
      case Loss.CrossEntropy c -> {
        if (output.rank() < 2) {
          throw UserError.of("loss/output").problem("cross entropy needs one output per class").got("output %s", output)
              .expected("[N,classes]").fix("end the network in dense(classes)").build();
        }
        yield new TensorType(DType.I32, output.shape().without(1));
      }
      case Loss.MeanSquaredError m -> output;
    };
  }

  /// The loss of `output`, a scalar.
  static Node build(Loss loss, Node output, Node target, GraphBuilder g) {
    return switch (loss) {
      case Loss.CrossEntropy(double smoothing) -> {
        if (output.op() instanceof Softmax) {
          throw UserError.of("loss/softmax").problem("the network ends in a softmax, but cross entropy takes logits").at(output.loc())
              .got("output = softmax(…)").expected("the values before the softmax")
              .fix("drop the last softmax(); the loss applies it, and the largest output stays the same").build();
        }
        yield g.add(new CrossEntropy(smoothing, LossReduction.MEAN), output, target);
      }
      case Loss.MeanSquaredError m -> g.add(new MeanSquaredError(LossReduction.MEAN), output, target);
    };
  }
}
