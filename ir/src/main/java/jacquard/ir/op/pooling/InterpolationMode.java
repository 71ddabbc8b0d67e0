package jacquard.ir.op.pooling;

/// How [Interpolate] weighs the elements around a source coordinate.
public enum InterpolationMode {
  /// The element below the coordinate.
  NEAREST(1),
  /// The two elements around it, by distance.
  LINEAR(2),
  /// The four elements around it, by a cubic of the distance.
  CUBIC(4);

  private final int taps;

  InterpolationMode(int taps) {
    this.taps = taps;
  }

  /// How many elements of a dimension take part.
  public int taps() {
    return taps;
  }
}
