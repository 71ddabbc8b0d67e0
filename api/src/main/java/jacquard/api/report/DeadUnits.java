package jacquard.api.report;

/// How many units of a rectified layer, channels or elements of a vector, are zero for every example of a set.
///
/// Such units have no gradient, so training on examples like these does not bring them back.
public record DeadUnits(String layer, int dead, int units) {
  /// `relu1: 3 of 64 dead`.
  @Override
  public String toString() {
    return layer + ": " + dead + " of " + units + " dead";
  }
}
