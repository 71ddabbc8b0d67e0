package jacquard.api;

import java.util.Collections;
import java.util.List;

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
    String amounts = Notation.extents(before) + (before.equals(after) ? "" : ", " + Notation.extents(after));
    List<Integer> ones = Collections.nCopies(rank, 1);
    return layer.finish(layer.add(o.border.op(before, after), x.node()), "pad(" + amounts + o.border.notation() + ")",
        x.field().window(ones, ones, before, ones));
  }
}
