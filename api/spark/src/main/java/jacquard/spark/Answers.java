package jacquard.spark;

import jacquard.api.Model;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Op;
import jacquard.ir.op.contraction.RbfDistance;
import jacquard.ir.op.normalization.LogSoftmax;
import jacquard.ir.op.normalization.Softmax;
import java.io.Serializable;

/// What a network's outputs for one example mean.
///
/// | last layer | probabilities | class |
/// | --- | --- | --- |
/// | softmax | the outputs | the largest |
/// | log softmax | their exponentials | the largest |
/// | distances (`rbf`) | the softmax of the negative outputs | the smallest |
/// | another | the softmax of the outputs | the largest |
///
/// Numerics probabilities are computed in double.
enum Answers implements Serializable {
  PROBABILITIES, LOGARITHMS, DISTANCES, LOGITS, NUMBERS;

  static Answers of(Model model, boolean classifies) {
    if (!classifies) {
      return NUMBERS;
    }
    requireClasses(model);
    Op last = model.graphs().evaluation().output().op();
    return switch (last) {
      case Softmax s -> PROBABILITIES;
      case LogSoftmax s -> LOGARITHMS;
      case RbfDistance r -> DISTANCES;
      default -> LOGITS;
    };
  }

  /// Requires one input, and one output.
  static Model requireSingle(Model model) {
    Graph graph = model.graphs().evaluation();
    if (graph.outputs().size() != 1 || graph.inputs().size() != 1) {
      throw UserError.of("spark/model").problem("a column holds one input, and one output").at(Loc.ofCaller())
          .got("%s, %d inputs, %d outputs", model, graph.inputs().size(), graph.outputs().size())
          .expected("a network of one input and one output").build();
    }
    return model;
  }

  /// The number of classes of a network with one output each.
  static int requireClasses(Model model) {
    if (model.outputShape().rank() != 1) {
      throw UserError.of("spark/classes").problem("the network has not one output per class").at(Loc.ofCaller())
          .got("output %s of %s", model.outputShape(), model).expected("a vector of outputs")
          .fix("take JacquardRegressor, or setTask(\"regression\"), for outputs as they are").build();
    }
    return model.outputShape().extent(0);
  }

  /// The probabilities of the outputs `[from, from + count)`.
  double[] probabilities(NdArray outputs, int from, int count) {
    var p = new double[count];
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      p[i] = this == DISTANCES ? -outputs.get(from + i) : outputs.get(from + i);
      largest = Math.max(largest, p[i]);
    }
    if (this == PROBABILITIES) {
      return p;
    }
    double shift = this == LOGARITHMS ? 0 : largest;
    double sum = 0;
    for (int i = 0; i < count; i++) {
      p[i] = StrictMath.exp(p[i] - shift);
      sum += p[i];
    }
    for (int i = 0; i < count && this != LOGARITHMS; i++) {
      p[i] /= sum;
    }
    return p;
  }

  /// The class, the first of equal ones, or the number itself where the network is no classifier.
  double prediction(NdArray outputs, int from, int count) {
    if (this == NUMBERS) {
      return outputs.get(from);
    }
    int best = 0;
    double sign = this == DISTANCES ? -1 : 1;
    for (int i = 1; i < count; i++) {
      best = sign * outputs.get(from + i) > sign * outputs.get(from + best) ? i : best;
    }
    return best;
  }
}
