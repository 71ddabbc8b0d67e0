package jacquard.oracles;

import jacquard.ir.NdArray;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/// Whether two arrays agree: every element within `relative` of the expected array's largest magnitude, or within `absolute`
/// where that is zero.
record Agreement(double relative, double absolute) {
  /// Within `limit`, whatever the magnitude.
  static Agreement within(double limit) {
    return new Agreement(0, limit);
  }

  static double largest(NdArray array) {
    double largest = 0;
    for (int i = 0; i < array.size(); i++) {
      largest = Math.max(largest, Math.abs(array.get(i)));
    }
    return largest;
  }

  /// What is wrong with `actual`, its worst element named; empty where nothing is.
  Optional<String> check(String what, NdArray expected, NdArray actual) {
    return check(what, expected, actual, i -> 0);
  }

  /// As the other, but an element may be off by as much as `least` says where that is more.
  Optional<String> check(String what, NdArray expected, NdArray actual, IntToDoubleFunction least) {
    if (!expected.shape().equals(actual.shape())) {
      return Optional.of("%s: shape %s, expected %s".formatted(what, actual.shape(), expected.shape()));
    }
    double limit = relative * largest(expected);
    limit = limit > 0 ? limit : absolute;
    int worst = -1;
    double worstError = 0;
    for (int i = 0; i < expected.size(); i++) {
      double error = Math.abs(expected.get(i) - actual.get(i));
      if (!(error <= limit) && !(error <= least.applyAsDouble(i)) && !(error <= worstError)) {
        worst = i;
        worstError = error;
      }
    }
    return worst < 0 ? Optional.empty()
        : Optional.of(String.format(Locale.ROOT, "%s%s %s: got %s, expected %s, off by %.3g, allowed %.3g", what, expected.shape(),
            Arrays.toString(position(expected, worst)), actual.get(worst), expected.get(worst), worstError, limit));
  }

  private static int[] position(NdArray array, int element) {
    int[] position = new int[array.shape().rank()];
    int rest = element;
    for (int d = position.length - 1; d >= 0; d--) {
      position[d] = rest % array.shape().extent(d);
      rest /= array.shape().extent(d);
    }
    return position;
  }
}
