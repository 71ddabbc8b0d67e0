package jacquard.api.train;

import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.util.Arrays;

/// The arithmetic of `LearningRate`, without allocation.
public final class Schedules {
  private static final int SINE_TERMS = 8;

  private Schedules() {}

  /// From `from` (part 0) to `until` (part 1) along half a cosine.
  public static double anneal(double from, double until, double part) {
    return until + (from - until) * halfCosine(part);
  }

  /// `(1 + cos(π·part)) / 2` as `1 − sin²(π·part/2)` or `sin²(π·(1 − part)/2)`, whichever has the angle below π/4.
  private static double halfCosine(double part) {
    double sine = sine(Math.PI / 2 * Math.min(part, 1 - part));
    return part <= 0.5 ? 1 - sine * sine : sine * sine;
  }

  /// The sine of an angle in [0, π/4] by its Taylor series; the first term left out is below 10⁻¹⁹. `StrictMath.sin` allocates.
  private static double sine(double x) {
    double square = x * x;
    double sum = 0;
    for (int k = SINE_TERMS; k > 0; k--) {
      sum = (1 + sum) * -square / (2 * k * (2 * k + 1.0));
    }
    return x + x * sum;
  }

  /// `base^exponent` by squaring; relative error below `exponent` roundings. `StrictMath.pow` allocates.
  public static double power(double base, long exponent) {
    double result = 1;
    double square = base;
    for (long left = exponent; left > 0; left >>= 1) {
      if ((left & 1) == 1) {
        result *= square;
      }
      square *= square;
    }
    return result;
  }

  /// `base^exponent` for a base in [0, 1].
  public static double power(double base, double exponent) {
    return StrictMath.exp(exponent * StrictMath.log(base));
  }

  /// How many of `milestones` are at most `step`.
  public static int reached(long[] milestones, long step) {
    int reached = 0;
    while (reached < milestones.length && milestones[reached] <= step) {
      reached++;
    }
    return reached;
  }

  public static long[] requireOrdered(long... milestones) {
    for (int i = 0; i < milestones.length; i++) {
      if (milestones[i] < 1 || i > 0 && milestones[i] <= milestones[i - 1]) {
        throw UserError.of("learning-rate/value").problem("the milestones of a schedule rise").at(Loc.ofCaller())
            .got("%s", Arrays.toString(milestones)).expected("numbers of steps, each larger than the one before, from 1").build();
      }
    }
    return milestones.clone();
  }

  public static void requireNotNegative(String what, double value) {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw UserError.of("learning-rate/value").problem("%s of a learning rate is negative or not a number", what).at(Loc.ofCaller())
          .got("%s = %s", what, value).expected("%s >= 0", what).fix("0 lets the rate end at nothing").build();
    }
  }

  public static void requirePart(String what, double value) {
    if (!(value > 0 && value <= 1)) {
      throw UserError.of("learning-rate/value").problem("%s of a learning rate is not a part of the steps", what).at(Loc.ofCaller())
          .got("%s = %s", what, value).expected("0 < %s <= 1", what).fix("0.3 rises for the first 30 %% of the steps").build();
    }
  }

  public static void requirePositive(String what, double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw UserError.of("learning-rate/value").problem("%s of a learning rate is not a positive number", what).at(Loc.ofCaller())
          .got("%s = %s", what, value).expected("%s > 0", what).fix("1e-3 for Adam and 0.05 for SGD are common rates").build();
    }
  }
}
