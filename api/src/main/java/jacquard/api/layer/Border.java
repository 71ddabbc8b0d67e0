package jacquard.api.layer;

import jacquard.ir.op.shape.BorderMode;
import org.jspecify.annotations.Nullable;

/// What padding holds, of a convolution or by itself.
///
/// | border | of `a b c d`, two each side |
/// | --- | --- |
/// | `zero()` | `0 0 a b c d 0 0` |
/// | `constant(v)` | `v v a b c d v v` |
/// | `replicate()` | `a a a b c d d d` |
/// | `reflect()` | `c b a b c d c b`; at most as wide as the map less one |
/// | `circular()` | `c d a b c d a b` |
///
/// @param mode which of the map's own elements; null for a constant
/// @param value that of a constant border, else 0
public record Border(@Nullable BorderMode mode, double value) {
  public static Border zero() {
    return constant(0);
  }

  public static Border constant(double value) {
    return new Border(null, value);
  }

  public static Border replicate() {
    return new Border(BorderMode.REPLICATE, 0);
  }

  public static Border reflect() {
    return new Border(BorderMode.REFLECT, 0);
  }

  public static Border circular() {
    return new Border(BorderMode.CIRCULAR, 0);
  }
}
