package jacquard.api;

import jacquard.api.check.Check;
import jacquard.api.check.LossChecks;
import jacquard.api.data.DataSet;
import jacquard.api.network.NetworkDefinition;
import jacquard.api.train.DataChecks;
import jacquard.api.train.Targets;
import jacquard.ir.DType;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.op.elementwise.Log;
import jacquard.ir.op.elementwise.Sigmoid;
import jacquard.ir.op.loss.BinaryCrossEntropy;
import jacquard.ir.op.loss.BinaryCrossEntropyWithLogits;
import jacquard.ir.op.loss.CrossEntropy;
import jacquard.ir.op.loss.HuberLoss;
import jacquard.ir.op.loss.L1Loss;
import jacquard.ir.op.loss.LossReduction;
import jacquard.ir.op.loss.MeanSquaredError;
import jacquard.ir.op.loss.NllLoss;
import jacquard.ir.op.loss.RbfLoss;
import jacquard.ir.op.normalization.LogSoftmax;
import jacquard.ir.op.normalization.Softmax;
import jacquard.ir.op.shape.View;
import java.util.List;
import java.util.Set;

/// Losses as nodes.
final class LossGraph {
  private LossGraph() {}

  /// Whether the targets are class numbers, not numbers of the output's shape.
  static boolean takesLabels(Loss loss) {
    return switch (loss) {
      case Loss.CrossEntropy c -> !c.ofProbabilities();
      case Loss.Nll n -> true;
      case Loss.MaximumAPosteriori m -> true;
      case Loss.MeanSquaredError m -> false;
      case Loss.MeanAbsoluteError m -> false;
      case Loss.Huber h -> false;
      case Loss.BinaryCrossEntropy b -> false;
      case Loss.BinaryCrossEntropyWithLogits b -> false;
      case Loss.Custom c -> false;
      case Loss.PerOutput p -> false;
    };
  }

  /// `loss` as losses of single outputs of a network with these; a loss without outputs is that of the only one.
  static List<Loss.PerOutput.Part> parts(Loss loss, Set<String> outputs) {
    List<Loss.PerOutput.Part> parts = loss instanceof Loss.PerOutput p ? p.parts()
        : outputs.stream().map(o -> new Loss.PerOutput.Part(o, loss, 1)).toList();
    boolean single = loss instanceof Loss.PerOutput || outputs.size() == 1;
    if (!single || !parts.stream().allMatch(p -> outputs.contains(p.output()))) {
      throw UserError.of("loss/outputs").problem("the loss does not say what it is for each output it is for").at(Loc.ofCaller())
          .got("outputs %s, losses for %s", outputs, single ? parts.stream().map(Loss.PerOutput.Part::output).toList() : "none by name")
          .expected("losses of outputs the network has").fix("write Loss.output(\"%s\", …).and(…)", outputs.iterator().next()).build();
    }
    return parts;
  }

  /// The input that holds the targets of a part of `loss`.
  static String targetName(Loss loss, Loss.PerOutput.Part part) {
    return loss instanceof Loss.PerOutput ? ModelGraphs.TARGET + "." + part.output() : ModelGraphs.TARGET;
  }

  /// The type of the targets for a network whose result is `output`.
  static TensorType target(Loss loss, TensorType output) {
    boolean ofClasses = takesLabels(loss) || loss instanceof Loss.CrossEntropy;
    if (ofClasses && output.rank() < 2) {
      throw UserError.of("loss/output").problem("this loss needs one output per class").got("output %s", output)
          .expected("[N,classes]").fix("end the network in dense(classes)").build();
    }
    return takesLabels(loss) ? new TensorType(DType.I32, output.shape().without(1)) : output;
  }

  /// What `loss` compares the only output of `structure` with.
  static Targets targets(Loss loss, NetworkDefinition structure) {
    List<Double> weights = switch (loss) {
      case Loss.CrossEntropy c when !c.ofProbabilities() -> c.weights();
      case Loss.Nll n -> n.weights();
      default -> List.of();
    };
    return new Targets(target(loss, structure.output()), weights);
  }

  /// Requires inputs that `structure` takes, and targets that `loss` takes.
  static void requireFit(NetworkDefinition structure, Loss loss, DataSet data) {
    Check.given("the data set", data);
    DataChecks.fits(structure, Check.given("the loss", loss) instanceof Loss.PerOutput, takesLabels(loss), data);
  }

  /// The loss of `output`, a scalar.
  static Node build(Loss loss, Node output, Node target, GraphBuilder g) {
    return switch (loss) {
      case Loss.CrossEntropy(double smoothing, List<Double> weights, boolean probabilities) -> {
        requireLogits(output, "cross entropy takes logits");
        yield weighted(new CrossEntropy(smoothing, LossReduction.MEAN), weights, output, target, g);
      }
      case Loss.Nll(List<Double> weights, boolean probabilities) -> {
        if (!probabilities && last(output) instanceof Softmax) {
          throw softmax(output, "nll takes logarithms of probabilities")
              .fix("end the network in logSoftmax(), or take Loss.nll().probabilities()").build();
        }
        yield weighted(new NllLoss(LossReduction.MEAN), weights, probabilities ? logarithms(output, g) : output, target, g);
      }
      case Loss.MeanSquaredError m -> g.add(new MeanSquaredError(LossReduction.MEAN), output, target);
      case Loss.MeanAbsoluteError m -> g.add(new L1Loss(LossReduction.MEAN), output, target);
      case Loss.Huber(double delta) -> g.add(new HuberLoss(delta, LossReduction.MEAN), output, target);
      case Loss.BinaryCrossEntropy b -> g.add(new BinaryCrossEntropy(LossReduction.MEAN), output, target);
      case Loss.BinaryCrossEntropyWithLogits b -> {
        requireLogits(output, "binary cross entropy with logits takes logits");
        requireNoSigmoid(output);
        yield g.add(new BinaryCrossEntropyWithLogits(LossReduction.MEAN), output, target);
      }
      case Loss.MaximumAPosteriori(double penalty) -> g.add(new RbfLoss(penalty, LossReduction.MEAN), output, target);
      case Loss.Custom(LossFunction function) -> CustomLoss.build(function, output, target, g);
      case Loss.PerOutput p -> throw new IllegalArgumentException("a loss of several outputs has no single target");
    };
  }

  /// `ln output`; where a softmax gives it the log-softmax, moved as the output is.
  private static Node logarithms(Node output, GraphBuilder g) {
    if (!(last(output) instanceof Softmax)) {
      return g.add(new Log(), output);
    }
    return output.op() instanceof Softmax(int axis) ? g.add(new LogSoftmax(axis), output.input(0))
        : g.add(output.op(), logarithms(output.input(0), g));
  }

  private static Node weighted(Op op, List<Double> weights, Node output, Node target, GraphBuilder g) {
    if (weights.isEmpty()) {
      return g.add(op, output, target);
    }
    LossChecks.weights(weights, output.type().shape().extent(1));
    NdArray values = NdArray.zeros(output.type().shaped(Shape.of(weights.size())));
    for (int c = 0; c < weights.size(); c++) {
      values.set(c, weights.get(c));
    }
    return g.add(op, output, target, g.constant(values));
  }

  private static void requireNoSigmoid(Node output) {
    if (last(output) instanceof Sigmoid) {
      throw UserError.of("loss/sigmoid")
          .problem("the network ends in a sigmoid, but binary cross entropy with logits applies one itself").at(output.loc())
          .got("output = sigmoid(…)").expected("the values before the sigmoid")
          .fix("drop the last sigmoid() and apply it to predictions, or take Loss.binaryCrossEntropy()").build();
    }
  }

  /// What gave `output`, before layers that only move elements.
  private static Op last(Node output) {
    Node node = output;
    while (node.op() instanceof View) {
      node = node.input(0);
    }
    return node.op();
  }

  private static void requireLogits(Node output, String taken) {
    if (last(output) instanceof Softmax) {
      throw softmax(output, taken).expected("the values before the softmax")
          .fix("drop the last softmax(), which the loss applies; or take Loss.nll().probabilities()").build();
    }
  }

  private static UserError.Builder softmax(Node output, String taken) {
    return UserError.of("loss/softmax").problem("the network ends in a softmax, but %s", taken).at(output.loc())
        .got("output = softmax(…)");
  }
}
