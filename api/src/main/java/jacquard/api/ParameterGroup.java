package jacquard.api;

import jacquard.api.check.Check;
import java.util.OptionalDouble;

/// Parameters that are trained in a way of their own: those whose names match `pattern`, where `*` stands for any characters and
/// `?` for one.
///
/// A parameter in several groups takes each setting from the last group that has it; what no group says is the optimiser's.
/// Units    the learning rate of every step is multiplied by `rateFactor`; `weightDecay` replaces the optimiser's.
/// Errors   `optimizer/value`; in training `train/pattern` where no parameter has such a name.
///
/// ```java
/// model.trainer(t -> t.optimizer(Optimizer.adamW(1e-3)).group("*.bias", g -> g.weightDecay(0)).group("conv1.*", g -> g.rateFactor(0.1)))
/// ```
public record ParameterGroup(String pattern, OptionalDouble rateFactor, OptionalDouble weightDecay) {
  public ParameterGroup {
    Check.given("the pattern", pattern);
    rateFactor.ifPresent(f -> Check.rate("rateFactor", f));
    weightDecay.ifPresent(d -> Check.rate("weightDecay", d));
  }

  /// A group without settings.
  public static ParameterGroup of(String pattern) {
    return new ParameterGroup(pattern, OptionalDouble.empty(), OptionalDouble.empty());
  }

  public ParameterGroup rateFactor(double factor) {
    return new ParameterGroup(pattern, OptionalDouble.of(factor), weightDecay);
  }

  public ParameterGroup weightDecay(double decay) {
    return new ParameterGroup(pattern, rateFactor, OptionalDouble.of(decay));
  }
}
