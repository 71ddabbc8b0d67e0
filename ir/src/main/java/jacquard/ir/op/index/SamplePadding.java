package jacquard.ir.op.index;

/// What sampling beside the edge of an image gives.
public enum SamplePadding {
  /// Zeros outside.
  ZEROS,
  /// The nearest element of the edge.
  BORDER
}
