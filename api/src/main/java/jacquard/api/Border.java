package jacquard.api;

/// What stands around the maps a convolution reads beyond their edges.
///
/// | border | of `a b c d`, two each side |
/// | --- | --- |
/// | `zero()` | `0 0 a b c d 0 0` |
/// | `constant(v)` | `v v a b c d v v` |
/// | `replicate()` | `a a a b c d d d` |
/// | `reflect()` | `c b a b c d c b`; at most as wide as the map less one |
///
/// @param value that of a constant border, else 0
public record Border(Mode mode, double value) {
  /// The kinds of border.
  public enum Mode {
    CONSTANT, REPLICATE, REFLECT
  }

  public static Border zero() {
    return constant(0);
  }

  public static Border constant(double value) {
    return new Border(Mode.CONSTANT, value);
  }

  public static Border replicate() {
    return new Border(Mode.REPLICATE, 0);
  }

  public static Border reflect() {
    return new Border(Mode.REFLECT, 0);
  }

  boolean isZero() {
    return equals(zero());
  }

  /// `, reflect`; nothing for zeros.
  String notation() {
    return switch (mode) {
      case CONSTANT -> isZero() ? "" : ", border " + value;
      case REPLICATE -> ", replicate";
      case REFLECT -> ", reflect";
    };
  }
}
