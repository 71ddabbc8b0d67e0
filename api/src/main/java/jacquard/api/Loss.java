package jacquard.api;

import jacquard.ir.Loc;
import jacquard.ir.UserError;

/// What training makes small: the mean over the batch of one number per example.
///
/// Shapes   cross entropy: logits `[N,C]` and class numbers `i32[N]`; squared error: output and target of one shape.
/// Errors   `loss/smoothing`; in training `loss/softmax`, `loss/output`.
public sealed interface Loss {
  /// Softmax cross-entropy of the network's output, taken as logits (no softmax in the network), against class numbers:
  ///
  ///     −Σ c  q_c · log_softmax(output)_c,    q_c = (1 − smoothing)·[c = label] + smoothing/C
  ///
  /// Source: Szegedy et al. 2015, arXiv:1512.00567, section 7, for the smoothing.
  record CrossEntropy(double smoothing) implements Loss {
    public CrossEntropy {
      if (!(smoothing >= 0 && smoothing < 1)) {
        throw UserError.of("loss/smoothing").problem("label smoothing must lie in [0, 1)").at(Loc.ofCaller())
            .got("smoothing = %s", smoothing).fix("0 leaves the labels as they are; 0.1 is common").build();
      }
    }
  }

  /// The mean of `(output − target)²` over all elements.
  record MeanSquaredError() implements Loss {}

  static Loss crossEntropy() {
    return crossEntropy(0);
  }

  static Loss crossEntropy(double smoothing) {
    return new CrossEntropy(smoothing);
  }

  static Loss meanSquaredError() {
    return new MeanSquaredError();
  }
}
