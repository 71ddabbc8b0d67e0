package jacquard.api;

import jacquard.ir.op.BorderPad;
import jacquard.ir.op.ConstantPad;
import jacquard.ir.op.Op;
import jacquard.ir.op.Pad;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// Builds a padding of the spatial dimensions, which counts as no operation. The receptive field moves; what a border repeats lies within
/// it only near the border.
///
/// Errors   `pad/rank`, `pad/amount`, and those of the ops `pad`, `border_pad`.
final class PadLayer {
  private PadLayer() {}

  static Tensor build(Tensor x, PadOptions o) {
    LayerBuilder layer = x.network().layer("pad", "pad", o.name);
    int rank = x.spatialRank(layer);
    List<Integer> before = layer.perDimension("amount", o.before, rank, Integer.MIN_VALUE);
    List<Integer> after = layer.perDimension("amount", o.after, rank, Integer.MIN_VALUE);
    Op op = op(o, ofNode(before), ofNode(after));
    String how = o.border != null ? ", " + o.border.name().toLowerCase(Locale.ROOT) : o.value == 0 ? "" : ", " + Notation.number(o.value);
    String amounts = Notation.extents(before) + (before.equals(after) ? "" : ", " + Notation.extents(after));
    List<Integer> ones = Collections.nCopies(rank, 1);
    return layer.finish(layer.add(op, x.node()), "pad(" + amounts + how + ")", x.field().window(ones, ones, before, ones));
  }

  private static Op op(PadOptions o, List<Integer> lo, List<Integer> hi) {
    if (o.border != null) {
      return new BorderPad(o.border, lo, hi);
    }
    boolean zero = Double.doubleToRawLongBits(o.value) == 0;
    return zero ? new Pad(lo, hi) : new ConstantPad(lo, hi, o.value);
  }

  /// Batch and channels are not padded.
  private static List<Integer> ofNode(List<Integer> spatial) {
    var amounts = new ArrayList<>(List.of(0, 0));
    amounts.addAll(spatial);
    return amounts;
  }
}
