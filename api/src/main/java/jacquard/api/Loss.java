package jacquard.api;

import jacquard.api.check.Check;
import jacquard.api.check.LossChecks;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What training makes small: the mean over the batch of a number per example or per element.
///
/// | loss | output | target | what is averaged |
/// | --- | --- | --- | --- |
/// | `crossEntropy` | logits `[C]` | class number, or probabilities `[C]` | examples |
/// | `nll` | log-probabilities `[C]`, or probabilities | class number | examples |
/// | `meanSquaredError`, `meanAbsoluteError`, `huber` | any shape | the same shape | elements |
/// | `binaryCrossEntropy`, `…WithLogits` | probabilities, logits of any shape | the same shape, in [0, 1] | elements |
/// | `maximumAPosteriori` | distances `[C]`, of an [Tensor#rbf(int)] layer | class number | examples |
/// | `of` | any shape | the same shape | elements of what the function returns |
///
/// Where a target of the output's shape is asked for, class labels become 1 at the label and 0 elsewhere.
/// Errors   `loss/smoothing`, `loss/weights`, `loss/delta`, `loss/penalty`; in training `loss/softmax`, `loss/output`,
///          `loss/function`.
public sealed interface Loss {
  /// Softmax cross-entropy of the network's output, taken as logits (no softmax in the network):
  ///
  ///     −Σ c  w_c · q_c · log_softmax(output)_c,    q_c = (1 − smoothing)·p_c + smoothing/C
  ///
  /// with `p_c = [c = label]`, or the target's probabilities. Without `weights` all `w_c` are 1. With class numbers, weights make the
  /// mean a weighted one: the sum over the examples is divided by the sum of `w_label`; with probabilities by their number.
  /// Source: Szegedy et al. 2015, arXiv:1512.00567, section 7, for the smoothing; `torch.nn.CrossEntropyLoss` for the means.
  record CrossEntropy(double smoothing, List<Double> weights, boolean ofProbabilities) implements Loss {
    public CrossEntropy {
      weights = List.copyOf(weights);
      if (!(smoothing >= 0 && smoothing < 1)) {
        throw UserError.of("loss/smoothing").problem("label smoothing must lie in [0, 1)").at(Loc.ofCaller())
            .got("smoothing = %s", smoothing).fix("0 leaves the labels as they are; 0.1 is common").build();
      }
      LossChecks.weights(weights);
    }

    /// One weight per class, in order.
    public CrossEntropy weights(double... perClass) {
      return new CrossEntropy(smoothing, Arrays.stream(Check.given("the array of weights", perClass)).boxed().toList(), ofProbabilities);
    }

    /// Against probabilities of the classes instead of class numbers.
    public CrossEntropy probabilities() {
      return new CrossEntropy(smoothing, weights, true);
    }
  }

  /// `−w_label · output_label`: the negative log-likelihood of outputs that are log-probabilities, or, of ones that are probabilities,
  /// `−w_label · ln output_label`. The mean is as in [CrossEntropy].
  ///
  /// Numerics of probabilities that a softmax gives the logarithm is computed of what the softmax is given, so that none is `ln 0`.
  record Nll(List<Double> weights, boolean ofProbabilities) implements Loss {
    public Nll {
      weights = List.copyOf(weights);
      LossChecks.weights(weights);
    }

    /// One weight per class, in order.
    public Nll weights(double... perClass) {
      return new Nll(Arrays.stream(Check.given("the array of weights", perClass)).boxed().toList(), ofProbabilities);
    }

    /// Of outputs that are probabilities, as those of networks that end in a softmax.
    public Nll probabilities() {
      return new Nll(weights, true);
    }
  }

  /// The mean of `(output − target)²` over all elements.
  record MeanSquaredError() implements Loss {}

  /// The mean of `|output − target|` over all elements.
  record MeanAbsoluteError() implements Loss {}

  /// The mean over all elements, with `d = output − target`, of
  ///
  ///     d²/2  where |d| <= delta,    delta·(|d| − delta/2)  elsewhere
  ///
  /// Source: Huber 1964, "Robust estimation of a location parameter".
  record Huber(double delta) implements Loss {
    public Huber {
      LossChecks.positive("loss/delta", "delta", delta);
    }
  }

  /// The mean over all elements of `−(t·ln p + (1 − t)·ln(1 − p))`, `p` the output, both logarithms at least −100.
  record BinaryCrossEntropy() implements Loss {}

  /// [BinaryCrossEntropy] of `sigmoid(output)`, computed without overflow:
  ///
  ///     max(x, 0) − x·t + ln(1 + e^−|x|)
  record BinaryCrossEntropyWithLogits() implements Loss {}

  /// The maximum a posteriori criterion of LeNet-5, for outputs that are distances to class codes:
  ///
  ///     y_label + ln(e^−j + Σ i  e^−y_i)
  ///
  /// The second term pushes all other distances up, as far as the constant `penalty` `j > 0` lets it.
  /// Source: LeCun, Bottou, Bengio, Haffner 1998, "Gradient-based learning applied to document recognition", equation 9.
  record MaximumAPosteriori(double penalty) implements Loss {
    public MaximumAPosteriori {
      LossChecks.positive("loss/penalty", "penalty", penalty);
    }
  }

  /// A loss written by the user.
  record Custom(LossFunction function) implements Loss {
    public Custom {
      Check.given("the function", function);
    }
  }

  /// A loss for each of several outputs: `Σ weight·loss(output)`. The targets of the output `NAME` are the input `target.NAME`.
  record PerOutput(List<Part> parts) implements Loss {
    /// The loss of one output.
    public record Part(String output, Loss loss, double weight) {
      public Part {
        Check.given("the name of the output", output);
        Check.given("the loss", loss);
      }
    }

    public PerOutput {
      parts = List.copyOf(parts);
      for (Part part : parts) {
        LossChecks.positive("loss/weight", "weight", part.weight());
        if (part.loss() instanceof PerOutput || parts.stream().filter(p -> p.output().equals(part.output())).count() > 1) {
          throw UserError.of("loss/outputs").problem("each output has one loss of its own").at(Loc.ofCaller())
              .got("%s", parts.stream().map(Part::output).toList()).expected("every name once, with a loss of one output").build();
        }
      }
    }

    /// And the loss of another output, `weight` times.
    public PerOutput and(String output, Loss loss, double weight) {
      var more = new ArrayList<>(parts);
      more.add(new Part(output, loss, weight));
      return new PerOutput(more);
    }
  }

  /// The loss of the first of several outputs: `Loss.output("class", Loss.crossEntropy()).and("box", Loss.huber(), 0.5)`.
  static PerOutput output(String output, Loss loss) {
    return new PerOutput(List.of(new PerOutput.Part(output, loss, 1)));
  }

  static CrossEntropy crossEntropy() {
    return crossEntropy(0);
  }

  static CrossEntropy crossEntropy(double smoothing) {
    return new CrossEntropy(smoothing, List.of(), false);
  }

  static Nll nll() {
    return new Nll(List.of(), false);
  }

  static Loss meanSquaredError() {
    return new MeanSquaredError();
  }

  static Loss meanAbsoluteError() {
    return new MeanAbsoluteError();
  }

  static Loss huber(double delta) {
    return new Huber(delta);
  }

  static Loss binaryCrossEntropy() {
    return new BinaryCrossEntropy();
  }

  static Loss binaryCrossEntropyWithLogits() {
    return new BinaryCrossEntropyWithLogits();
  }

  static Loss maximumAPosteriori(double penalty) {
    return new MaximumAPosteriori(penalty);
  }

  /// The mean of what `function` makes of output and target.
  ///
  /// ```java
  /// Loss fourthPower = Loss.of((output, target) -> output.minus(target).square().square());
  /// ```
  static Loss of(LossFunction function) {
    return new Custom(function);
  }
}
