package jacquard.api.report;

/// What a run measures beside losses and errors where somebody asks for it, as each takes time or memory.
public enum Detail {
  /// Precision, recall, F1, ROC-AUC and the worst mistakes, or mean errors of numbers, in the [Score] of validation and test sets.
  MEASURES,
  /// Units that are zero for every example of the validation or test set, in its [Score].
  DEAD_UNITS,
  /// The gradients of each step, until the next one: as many bytes as the parameters take.
  GRADIENTS
}
