package jacquard.api.build;

import jacquard.api.check.Notation;
import jacquard.api.network.Fields;
import jacquard.api.network.LayerBuilder;
import jacquard.api.network.Symbol;
import java.util.Collections;
import java.util.List;

/// Builds a padding of the spatial dimensions, which counts as no operation. The receptive field moves; what a border repeats lies within
/// it only near the border.
///
/// Errors   `pad/rank`, `pad/amount`, and those of the ops `pad`, `border_pad`.
public final class PadLayer {
  private PadLayer() {}

  public static Symbol build(Symbol x, PadSettings o) {
    LayerBuilder layer = x.network().layer("pad", "pad", o.name);
    int rank = x.spatialRank(layer);
    List<Integer> before = layer.perDimension("amount", o.before, rank, Integer.MIN_VALUE);
    List<Integer> after = layer.perDimension("amount", o.after, rank, Integer.MIN_VALUE);
    String amounts = Notation.extents(before) + (before.equals(after) ? "" : ", " + Notation.extents(after));
    List<Integer> ones = Collections.nCopies(rank, 1);
    return layer.finish(layer.add(Borders.op(o.border, before, after), x.node()), "pad(" + amounts + Borders.notation(o.border) + ")",
        Fields.window(x.field(), ones, ones, before, ones));
  }
}
