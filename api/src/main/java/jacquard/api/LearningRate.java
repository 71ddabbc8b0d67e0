package jacquard.api;

import jacquard.ir.Loc;
import jacquard.ir.UserError;

/// The learning rate of each step: a function of the step, counted from 0, and the number of steps of the whole run.
///
/// Errors   `learning-rate/value`: a rate that is not a positive number.
@FunctionalInterface
public interface LearningRate {
  /// The part of a one-cycle run in which the rate rises.
  double ONE_CYCLE_RISE = 0.3;
  /// The first rate of a one-cycle run is the largest divided by this.
  double ONE_CYCLE_START = 25;
  /// The last rate of a one-cycle run is the first divided by this.
  double ONE_CYCLE_END = 1e4;

  /// The rate of step `step` of `totalSteps`.
  double at(long step, long totalSteps);

  /// `rate` at every step.
  static LearningRate constant(double rate) {
    requirePositive(rate);
    return (step, total) -> rate;
  }

  /// From `rate` to 0 along half a cosine. Source: Loshchilov & Hutter 2016, arXiv:1608.03983, equation 5, without restarts.
  static LearningRate cosine(double rate) {
    requirePositive(rate);
    return (step, total) -> anneal(rate, 0, (double) step / total);
  }

  /// One cycle: along half a cosine up to `largest`, then down to almost nothing.
  ///
  /// Numerics as PyTorch's `OneCycleLR` with its defaults: the rise takes 0.3 of the steps, starts at `largest / 25`, and the last
  /// rate is `largest / 25 / 10⁴`. Momentum stays as it is. Source: Smith & Topin 2017, arXiv:1708.07120.
  static LearningRate oneCycle(double largest) {
    requirePositive(largest);
    double first = largest / ONE_CYCLE_START;
    return (step, total) -> {
      double peak = ONE_CYCLE_RISE * total - 1;
      return step <= peak ? anneal(first, largest, peak > 0 ? step / peak : 1)
          : anneal(largest, first / ONE_CYCLE_END, Math.min(1, (step - peak) / (total - 1 - peak)));
    };
  }

  /// From `from` (part 0) to `until` (part 1) along half a cosine.
  private static double anneal(double from, double until, double part) {
    return until + (from - until) / 2 * (1 + StrictMath.cos(StrictMath.PI * part));
  }

  private static void requirePositive(double rate) {
    if (!(rate > 0 && Double.isFinite(rate))) {
      throw UserError.of("learning-rate/value").problem("a learning rate is a positive number").at(Loc.ofCaller()).got("%s", rate)
          .fix("1e-3 for Adam and 0.05 for SGD are common").build();
    }
  }
}
