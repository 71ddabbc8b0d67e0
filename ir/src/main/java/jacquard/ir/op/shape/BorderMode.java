package jacquard.ir.op.shape;

/// What stands beyond the border of a padded tensor: which of its own elements.
public enum BorderMode {
  /// Mirrored, the border element not repeated: `c b | a b c | b a`. At most one less than the extent.
  REFLECT,
  /// The border element again: `a a | a b c | c c`.
  REPLICATE,
  /// From the other end: `b c | a b c | a b`.
  CIRCULAR
}
