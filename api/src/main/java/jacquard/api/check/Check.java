package jacquard.api.check;

import jacquard.ir.Loc;
import jacquard.ir.UserError;
import org.jspecify.annotations.Nullable;

/// Ranges of hyper-parameters, checked where the user gives them.
public final class Check {
  private Check() {}

  /// `value`, which somebody may have left out.
  public static <T> T given(String what, @Nullable T value) {
    return UserError.given(what, value);
  }

  /// What sets options, which somebody may have left out.
  public static <T> T options(@Nullable T options) {
    return given("the function that sets options", options);
  }

  /// `array` and each of its elements; `each` names one of them.
  public static <T> T[] all(String what, String each, T[] array) {
    for (T element : given(what, array)) {
      given(each, element);
    }
    return array;
  }

  /// As the method above.
  public static <C extends Iterable<?>> C all(String what, String each, C values) {
    given(what, values).forEach(v -> given(each, v));
    return values;
  }

  /// What a function of the user's gave; `what` names it.
  public static <T> T result(String what, @Nullable T value) {
    if (value == null) {
      throw UserError.of("argument/null").problem("a function returns no %s", what).at(Loc.ofCaller()).got("null").expected("a %s", what)
          .fix("return what was computed from the function's arguments").build();
    }
    return value;
  }

  public static void rate(String what, double value) {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw UserError.of("optimizer/value").problem("%s is negative or not a number", what).at(Loc.ofCaller())
          .got("%s = %s", what, value).expected("%s >= 0", what).build();
    }
  }

  public static void factor(String what, double value) {
    if (!(value >= 0 && value < 1)) {
      throw UserError.of("optimizer/value").problem("%s lies outside [0, 1)", what).at(Loc.ofCaller())
          .got("%s = %s", what, value).expected("0 <= %s < 1", what).build();
    }
  }

  public static void fraction(String what, double value) {
    if (!(value > 0 && value < 1)) {
      throw UserError.of("train/option").problem("the option %s is a part of the whole", what).at(Loc.ofCaller())
          .got("%s = %s", what, value).expected("0 < %s < 1", what).fix("0.1 puts one example in ten aside").build();
    }
  }

  public static void memoryBudget(long bytes) {
    if (bytes < 1) {
      throw UserError.of("memory/budget").problem("a memory budget is at least one byte").at(Loc.ofCaller()).got("%d bytes", bytes)
          .fix("leave it out: without one a plan keeps what it needs").build();
    }
  }

  public static void from1To(int most, String what, int value) {
    atLeast(1, what, value);
    if (value > most) {
      throw UserError.of("train/option").problem("the option %s is too large", what).at(Loc.ofCaller()).got("%s = %d", what, value)
          .expected("at most %d", most).build();
    }
  }

  public static void atLeast(int least, String what, int value) {
    if (value < least) {
      throw UserError.of("train/option").problem("the option %s is too small", what).at(Loc.ofCaller()).got("%s = %d", what, value)
          .expected("at least %d", least).build();
    }
  }
}
