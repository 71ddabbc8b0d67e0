package jacquard.api;

import jacquard.ir.Loc;
import jacquard.ir.UserError;

/// A bound on gradients, applied before the optimiser and its weight decay see them.
///
/// Errors   `train/clip`: a bound that is not a positive number.
public sealed interface GradientClip {
  /// The largest allowed magnitude of an element, or of the norm.
  double limit();

  /// Each element by itself:
  ///
  ///     g ← max(−limit, min(limit, g))
  record Value(double limit) implements GradientClip {
    public Value {
      require(limit);
    }
  }

  /// All gradients together, frozen parameters left out:
  ///
  ///     g ← g · min(1, limit / (‖G‖ + 10⁻⁶)),    ‖G‖ = √(Σ over all parameters and elements of g²)
  ///
  /// Numerics the gradients are brought into a range whose squares can be added first, so that norms of any magnitude are right.
  /// Source: Pascanu, Mikolov, Bengio 2013, arXiv:1211.5063, algorithm 1; `torch.nn.utils.clip_grad_norm_` for the 10⁻⁶.
  record Norm(double limit) implements GradientClip {
    public Norm {
      require(limit);
    }
  }

  static GradientClip value(double limit) {
    return new Value(limit);
  }

  static GradientClip norm(double limit) {
    return new Norm(limit);
  }

  private static void require(double limit) {
    if (!(limit > 0)) {
      throw UserError.of("train/clip").problem("gradients cannot be clipped to this").at(Loc.ofCaller()).got("limit = %s", limit)
          .expected("limit > 0").fix("1 is common for norms").build();
    }
  }
}
