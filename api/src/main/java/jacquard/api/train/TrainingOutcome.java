package jacquard.api.train;

import jacquard.api.report.Epoch;
import jacquard.ir.NdArray;
import java.util.List;
import java.util.Map;

/// What a run gave: values of parameters and statistics, and a row per finished epoch; `bestEpoch` is 0 where none was kept.
public record TrainingOutcome(Map<String, NdArray> values, List<Epoch> epochs, int bestEpoch, boolean stopped) {
  public TrainingOutcome {
    epochs = List.copyOf(epochs);
  }
}
