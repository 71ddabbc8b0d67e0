package jacquard.api.train;

import jacquard.api.report.Epoch;
import jacquard.ir.NdArray;
import java.util.List;
import java.util.Map;

/// All that the further bits of a run depend on, between two of its steps.
///
/// @param states the values of parameters, statistics and optimiser slots, by the names of the training graph
/// @param steps those that moved the parameters so far
/// @param epoch the one under way, from 0
/// @param step the next one of the epoch, from 0
/// @param epochs the rows of the epochs before
public record TrainingState(Map<String, NdArray> states, long steps, int epoch, int step, Sums sums, Best best, List<Epoch> epochs) {
  /// What was added up in the epoch under way.
  ///
  /// @param loss the compensated sum of the losses
  /// @param lost what compensates it
  /// @param weight what the sum is divided by
  /// @param wrong examples classified wrongly
  /// @param seen examples
  /// @param seconds since the epoch began
  public record Sums(double loss, double lost, double weight, double wrong, double seen, double seconds) {
    /// Those of an epoch that begins.
    public static final Sums NONE = new Sums(0, 0, 0, 0, 0, 0);
  }

  /// The best epoch so far.
  ///
  /// @param value its score, infinite where there is none
  /// @param number its number, from 1; 0 where there is none
  /// @param since epochs without improvement after it
  /// @param values its parameters and statistics, where they are kept
  public record Best(double value, int number, int since, Map<String, NdArray> values) {
    /// Of a run that has no validation set.
    public static final Best NONE = new Best(Double.POSITIVE_INFINITY, 0, 0, Map.of());
  }
}
