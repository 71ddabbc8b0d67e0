package jacquard.compiler.pass;

/// What a pass does to the numbers a graph computes.
///
/// It speaks about compiled code, where every operation rounds to its own element type. The reference evaluator rounds once per node
/// instead, so fusing `f32` nodes shows fewer roundings there; on `f64` it shows exactly what is stated here.
///
/// `growth` bounds what rounding may become: the error of an output channel, in roundings of its accumulated magnitude
/// ([jacquard.ir.eval.AccumulatedMagnitude]), is at most `growth` times what that of the graph before may be, whatever the scales of
/// filters and of the channels of inputs. 1 where nothing is lost: the terms that are added up are as large as before, or smaller.
public record Numerics(Kind kind, double growth, String note) {
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
    return new Numerics(Kind.BITWISE, 1, note);
  }

  public static Numerics reassociates(double growth, String note) {
    return new Numerics(Kind.REASSOCIATES, growth, note);
  }

  public static Numerics approximates(String note) {
    return new Numerics(Kind.APPROXIMATES, Double.POSITIVE_INFINITY, note);
  }

  /// The weaker promise of two.
  public Numerics and(Numerics other) {
    Numerics weaker = other.kind.compareTo(kind) > 0 ? other : this;
    return new Numerics(weaker.kind, growth * other.growth, weaker.note);
  }

  @Override
  public String toString() {
    return kind + " (" + note + ")";
  }
}
