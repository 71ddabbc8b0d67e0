package jacquard.api;

import jacquard.api.check.Check;
import jacquard.api.train.Schedules;

/// The learning rate of each step: a function of the step, counted from 0, and the number of steps of the whole run.
///
/// Schedules are combined: `LearningRate.cosine(0.1).warmUp(500)`, `LearningRate.step(0.1, 30, 0.1).inEpochs(90)`.
/// Numerics a call allocates nothing and gives the same bits on every machine.
/// Errors   `learning-rate/value`: a rate or factor that is not a positive number, steps out of order.
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
    Schedules.requirePositive("rate", rate);
    return (step, total) -> rate;
  }

  /// `rate · factor^⌊step / every⌋`.
  static LearningRate step(double rate, long every, double factor) {
    Schedules.requirePositive("rate", rate);
    Schedules.requirePositive("every", every);
    Schedules.requirePositive("factor", factor);
    return (step, total) -> rate * Schedules.power(factor, step / every);
  }

  /// `rate · factor^k` where `k` of the `milestones` have been reached.
  static LearningRate multiStep(double rate, double factor, long... milestones) {
    Schedules.requirePositive("rate", rate);
    Schedules.requirePositive("factor", factor);
    long[] ordered = Schedules.requireOrdered(Check.given("the array of milestones", milestones));
    return (step, total) -> rate * Schedules.power(factor, Schedules.reached(ordered, step));
  }

  /// `rate · factor^step`.
  static LearningRate exponential(double rate, double factor) {
    Schedules.requirePositive("rate", rate);
    Schedules.requirePositive("factor", factor);
    return (step, total) -> rate * Schedules.power(factor, step);
  }

  /// From `rate` to 0: `rate · (1 − step/totalSteps)^power`. Source: Liu, Rabinovich, Berg 2015, arXiv:1506.04579, section 3.2.
  static LearningRate polynomial(double rate, double power) {
    return polynomial(rate, 0, power);
  }

  /// As the method above, from `rate` to `last`, which is reached where the run ends.
  static LearningRate polynomial(double rate, double last, double power) {
    Schedules.requirePositive("rate", rate);
    Schedules.requireNotNegative("last", last);
    Schedules.requirePositive("power", power);
    return (step, total) -> last + (rate - last) * Schedules.power(Math.max(0, 1 - (double) step / total), power);
  }

  /// From `rate` to 0 along half a cosine. Source: Loshchilov & Hutter 2016, arXiv:1608.03983, equation 5, without restarts: after the last
  /// step the rate stays.
  static LearningRate cosine(double rate) {
    return cosine(rate, 0);
  }

  /// As the method above, from `rate` to `last`.
  static LearningRate cosine(double rate, double last) {
    Schedules.requirePositive("rate", rate);
    Schedules.requireNotNegative("last", last);
    return (step, total) -> Schedules.anneal(rate, last, Math.min(1, (double) step / total));
  }

  /// One cycle: along half a cosine up to `largest`, then down to almost nothing.
  ///
  /// Numerics as PyTorch's `OneCycleLR` with its defaults: the rise takes 0.3 of the steps, starts at `largest / 25`, and the last
  /// rate is `largest / 25 / 10⁴`. Momentum stays as it is. Source: Smith 2018, arXiv:1803.09820, section 4.1; Smith & Topin
  /// 2017, arXiv:1708.07120.
  static LearningRate oneCycle(double largest) {
    return oneCycle(largest, ONE_CYCLE_RISE, ONE_CYCLE_START, ONE_CYCLE_END);
  }

  /// One cycle that rises in the part `rise` of the steps, starts at `largest / start` and ends at `largest / start / end`.
  static LearningRate oneCycle(double largest, double rise, double start, double end) {
    Schedules.requirePositive("largest", largest);
    Schedules.requirePart("rise", rise);
    Schedules.requirePositive("start", start);
    Schedules.requirePositive("end", end);
    double first = largest / start;
    return (step, total) -> {
      double peak = rise * total - 1;
      return step <= peak ? Schedules.anneal(first, largest, peak > 0 ? step / peak : 1)
          : Schedules.anneal(largest, first / end, Math.min(1, (step - peak) / (total - 1 - peak)));
    };
  }

  /// A straight rise to this schedule's first rate, then this schedule over the steps that are left:
  ///
  ///     (step + 1)/steps · rate(0)  for step < steps,    then rate(step − steps) of totalSteps − steps
  ///
  /// Source: Goyal et al. 2017, arXiv:1706.02677, section 2.2, gradual warm-up.
  default LearningRate warmUp(long steps) {
    Schedules.requirePositive("steps", steps);
    return (step, total) -> {
      long left = Math.max(1, total - steps);
      return step < steps ? (step + 1.0) / steps * at(0, left) : at(step - steps, left);
    };
  }

  /// This schedule counted in epochs, of which the run has `epochs`: `rate(⌊step·epochs/totalSteps⌋)` of `epochs`.
  default LearningRate inEpochs(int epochs) {
    Schedules.requirePositive("epochs", epochs);
    return (step, total) -> at(step * epochs / total, epochs);
  }

  /// This schedule for the first `steps` steps, then `next`, counted from 0 again.
  default LearningRate then(long steps, LearningRate next) {
    Schedules.requirePositive("steps", steps);
    Check.given("the next schedule", next);
    return (step, total) -> step < steps ? at(step, Math.min(steps, total)) : next.at(step - steps, Math.max(1, total - steps));
  }
}
