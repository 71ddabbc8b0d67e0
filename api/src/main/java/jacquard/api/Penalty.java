package jacquard.api;

import jacquard.api.check.Check;

/// A number made of parameters that training adds to the loss, to keep it small: any expression whose result is a scalar.
///
/// Errors   in training `penalty/parameter`, `penalty/scalar`, `train/pattern`.
///
/// ```java
/// model.trainer(t -> t.penalty(p -> p.get("conv1.weight").square().sum().times(1e-4)))
/// ```
@FunctionalInterface
public interface Penalty {
  Tensor of(Parameters parameters);

  /// `factor · Σ |w|` over the parameters whose names match `pattern`, as in [ParameterGroup].
  static Penalty l1(double factor, String pattern) {
    Check.given("the pattern", pattern);
    return p -> p.sum(pattern, w -> w.abs().sum()).times(factor);
  }

  /// `factor · Σ w²` over the parameters whose names match `pattern`, as in [ParameterGroup].
  ///
  /// Its gradient is `2·factor·w`: under SGD the same as a weight decay of `2·factor`.
  static Penalty l2(double factor, String pattern) {
    Check.given("the pattern", pattern);
    return p -> p.sum(pattern, w -> w.square().sum()).times(factor);
  }
}
