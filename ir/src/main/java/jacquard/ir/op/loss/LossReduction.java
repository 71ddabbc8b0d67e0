package jacquard.ir.op.loss;

/// How the losses of single examples become one number.
public enum LossReduction {
  /// One loss per example.
  NONE,
  SUM,
  MEAN
}
