package jacquard.api.build;

import jacquard.api.check.Notation;
import jacquard.api.layer.Border;
import jacquard.ir.graph.Op;
import jacquard.ir.op.shape.BorderPad;
import jacquard.ir.op.shape.ConstantPad;
import jacquard.ir.op.shape.Pad;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Borders as ops, and in the notation of layers.
public final class Borders {
  private Borders() {}

  /// -0.0 is a constant of its own.
  public static boolean isZero(Border border) {
    return border.equals(Border.zero());
  }

  /// Pads the spatial dimensions of maps `[N,C,H…]`; negative amounts cut.
  static Op op(Border border, List<Integer> before, List<Integer> after) {
    List<Integer> lo = spatial(before);
    List<Integer> hi = spatial(after);
    return border.mode() != null ? new BorderPad(border.mode(), lo, hi) : isZero(border) ? new Pad(lo, hi)
        : new ConstantPad(lo, hi, border.value());
  }

  private static List<Integer> spatial(List<Integer> amounts) {
    var all = new ArrayList<>(List.of(0, 0));
    all.addAll(amounts);
    return all;
  }

  /// `, reflect`; nothing for zeros.
  static String notation(Border border) {
    return border.mode() != null ? ", " + border.mode().name().toLowerCase(Locale.ROOT)
        : isZero(border) ? "" : ", border " + Notation.number(border.value());
  }
}
