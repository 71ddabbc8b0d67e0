package jacquard.api.train;

import jacquard.api.report.Epoch;
import jacquard.api.report.Progress;
import jacquard.ir.NdArray;
import java.util.Map;

/// Told how a run goes, on its thread.
public interface TrainingObserver {
  void stepDone(Progress progress);

  /// `values` are those reached.
  void epochDone(Epoch epoch, Map<String, NdArray> values);
}
