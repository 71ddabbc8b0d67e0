package jacquard.api;

import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.util.Arrays;

/// The arithmetic of [LearningRate], without allocation.
final class Schedules {
  private Schedules() {}

  /// From `from` (part 0) to `until` (part 1) along half a cosine.
  static double anneal(double from, double until, double part) {
    return until + (from - until) * halfCosine(part);
  }

  /// `(1 + cos(π·part)) / 2` as `cos²(π·part/2)`, with angles up to π/4 only: above, `StrictMath` allocates its reduced angle.
  private static double halfCosine(double part) {
    double root = part <= 0.5 ? StrictMath.cos(Math.PI / 2 * part) : StrictMath.sin(Math.PI / 2 * (1 - part));
    return root * root;
  }

  /// How many of `milestones` are at most `step`.
  static int reached(long[] milestones, long step) {
    int reached = 0;
    while (reached < milestones.length && milestones[reached] <= step) {
      reached++;
    }
    return reached;
  }

  static long[] requireOrdered(long... milestones) {
    for (int i = 0; i < milestones.length; i++) {
      if (milestones[i] < 1 || i > 0 && milestones[i] <= milestones[i - 1]) {
        throw UserError.of("learning-rate/value").problem("the milestones of a schedule rise").at(Loc.ofCaller())
            .got("%s", Arrays.toString(milestones)).expected("numbers of steps, each larger than the one before, from 1").build();
      }
    }
    return milestones.clone();
  }

  static void requirePositive(String what, double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw UserError.of("learning-rate/value").problem("%s of a learning rate is not a positive number", what).at(Loc.ofCaller())
          .got("%s = %s", what, value).expected("%s > 0", what).fix("1e-3 for Adam and 0.05 for SGD are common rates").build();
    }
  }
}
