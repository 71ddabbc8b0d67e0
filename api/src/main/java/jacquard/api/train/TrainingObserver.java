package jacquard.api.train;

import jacquard.api.report.Epoch;
import jacquard.api.report.Progress;
import jacquard.api.report.StepValues;
import jacquard.ir.NdArray;
import java.util.Map;

/// Told how a run goes, on its thread.
public interface TrainingObserver {
  void stepDone(Progress progress, StepValues values);

  /// `values` are those reached.
  void epochDone(Epoch epoch, Map<String, NdArray> values);
}
