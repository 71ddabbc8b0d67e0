package jacquard.compiler.pass;

/// What a pass does to the numbers a graph computes.
///
/// It speaks about compiled code, where every operation rounds to its own element type. The reference evaluator rounds once per node
/// instead, so fusing `f32` nodes shows fewer roundings there; on `f64` it shows exactly what is stated here.
public record Numerics(Kind kind, String note) {
  /// How far the numbers may move.
  public enum Kind {
    /// The same operations per element in the same order: every bit stays.
    BITWISE,
    /// Equal in the reals; rounding may differ by the bound the note states. Allowed by default.
    REASSOCIATES,
    /// Different in the reals, by the bound the note states; only under a tolerance the user gave.
    APPROXIMATES
  }

  public static Numerics bitwise(String note) {
    return new Numerics(Kind.BITWISE, note);
  }

  public static Numerics reassociates(String note) {
    return new Numerics(Kind.REASSOCIATES, note);
  }

  public static Numerics approximates(String note) {
    return new Numerics(Kind.APPROXIMATES, note);
  }

  /// The weaker promise of two.
  public Numerics and(Numerics other) {
    return other.kind.compareTo(kind) > 0 ? other : this;
  }

  @Override
  public String toString() {
    return kind + " (" + note + ")";
  }
}
