package jacquard.api.look;

import jacquard.ir.NdArray;

/// What each element of an example adds to a unit's value: `from` for the baseline, `to` for the example. `points` is the number of
/// gradients that were added up.
public record Attribution(NdArray values, double from, double to, int points) {
  /// What the values add up to, less what they should.
  public double gap() {
    double sum = 0;
    for (int i = 0; i < values.size(); i++) {
      sum += values.get(i);
    }
    return sum - (to - from);
  }
}
