package jacquard.testkit;

import jacquard.ir.NdArray;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Slopes of a function's outputs along a direction, and whether there are any.
final class DifferenceQuotients {
  /// Half the step halves the difference of the one-sided quotients of a smooth function, and leaves that of a kink as it is.
  private static final double HARDLY_SMALLER = 0.75;

  private final UnaryOperator<Map<String, NdArray>> function;
  private final Map<String, NdArray> at;
  private final Map<String, NdArray> middle;
  private final double step;
  private final double tolerance;

  /// The slope of one output, and where it has none the reason.
  record Slope(NdArray value, Optional<String> kink) {}

  DifferenceQuotients(UnaryOperator<Map<String, NdArray>> function, Map<String, NdArray> at, double step, double tolerance) {
    this.function = function;
    this.at = at;
    this.middle = function.apply(at);
    this.step = step;
    this.tolerance = tolerance;
  }

  Map<String, Slope> along(String input, NdArray direction) {
    Map<String, NdArray> right = moved(input, direction, step);
    Map<String, NdArray> left = moved(input, direction, -step);
    Map<String, NdArray> nearRight = moved(input, direction, step / 2);
    Map<String, NdArray> nearLeft = moved(input, direction, -step / 2);
    var slopes = new LinkedHashMap<String, Slope>();
    middle.forEach((name, y) -> {
      if (y.dtype().isFloat()) {
        slopes.put(name, slope(input, y, new NdArray[] {left.get(name), nearLeft.get(name), nearRight.get(name), right.get(name)}));
      }
    });
    return slopes;
  }

  private Slope slope(String input, NdArray y, NdArray[] beside) {
    NdArray value = NdArray.zeros(y.type());
    Optional<String> kink = Optional.empty();
    for (int i = 0; i < y.size(); i++) {
      double whole = (beside[3].get(i) - beside[0].get(i)) / (2 * step);
      double half = (beside[2].get(i) - beside[1].get(i)) / step;
      value.set(i, (4 * half - whole) / 3);
      double right = (beside[2].get(i) - y.get(i)) / (step / 2);
      double left = (y.get(i) - beside[1].get(i)) / (step / 2);
      double farGap = (beside[3].get(i) - 2 * y.get(i) + beside[0].get(i)) / step;
      double allowed = tolerance * (1 + Math.abs(half));
      boolean sides = Math.abs(right - left) > allowed && Math.abs(right - left) > HARDLY_SMALLER * Math.abs(farGap);
      // The truncation error of a smooth function is h²·y‴/8: beyond a hundred times what is allowed it is none.
      if (kink.isEmpty() && (sides || Math.abs(whole - half) > 100 * allowed)) {
        kink = Optional.of(String.format(Locale.ROOT,
            "kink at element %d within %.3g of %s along the direction: slope %.6g before, %.6g after", i, step, input, left, right));
      }
    }
    return new Slope(value, kink);
  }

  private Map<String, NdArray> moved(String input, NdArray direction, double by) {
    NdArray given = Leaves.entry(at, input);
    NdArray x = given.cast(given.dtype());
    for (int i = 0; i < x.size(); i++) {
      x.set(i, x.get(i) + by * direction.get(i));
    }
    var moved = new LinkedHashMap<>(at);
    moved.put(input, x);
    return function.apply(moved);
  }
}
