package jacquard.api.report;

import jacquard.ir.NdArray;
import java.util.Set;

/// What a step of training works on; to be read while a listener is told of the step, and not kept. Each call copies.
public interface StepValues {
  /// The names of the parameters whose gradients are there: those that are not frozen, none where batches are computed in shards.
  Set<String> trained();

  /// The value of a parameter or statistic after the step.
  NdArray value(String name);

  /// The gradient of a parameter in the step, penalties included, before clipping.
  NdArray gradient(String parameter);
}
