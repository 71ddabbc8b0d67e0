package jacquard.api.check;

import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.util.List;

/// Ranges of a loss's numbers, checked where the user gives them.
public final class LossChecks {
  private LossChecks() {}

  public static void positive(String code, String what, double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw UserError.of(code).problem("%s is not a positive number", what).at(Loc.ofCaller()).got("%s = %s", what, value)
          .expected("%s > 0", what).build();
    }
  }

  public static void weights(List<Double> weights) {
    if (weights.stream().anyMatch(w -> !(w >= 0 && Double.isFinite(w)))) {
      throw UserError.of("loss/weights").problem("a class weight is negative or not a number").at(Loc.ofCaller()).got("%s", weights)
          .expected("weights >= 0, one per class").build();
    }
    if (!weights.isEmpty() && weights.stream().allMatch(w -> w == 0)) {
      throw UserError.of("loss/weights").problem("no class counts").at(Loc.ofCaller()).got("%s", weights)
          .expected("a weight above 0").build();
    }
  }

  /// Requires as many weights as classes, or none.
  public static void weights(List<Double> weights, int classes) {
    if (!weights.isEmpty() && weights.size() != classes) {
      throw UserError.of("loss/weights").problem("there is not one weight per class").at(Loc.ofCaller())
          .got("%d weights, %d outputs", weights.size(), classes).expected("%d weights", classes).build();
    }
  }
}
