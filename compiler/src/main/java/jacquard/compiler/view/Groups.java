package jacquard.compiler.view;

import jacquard.ir.loop.Access;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Structure;
import java.util.OptionalInt;

/// Gives the groups of a grouped convolution an axis of their own: `o = g·(O/G) + o'`.
///
/// Which channels are read depends on `⌊o / (O/G)⌋`; with the lanes along `o'` that is one number for all lanes. Only where whole blocks of
/// lanes fit into a group: a depthwise convolution reads one channel a lane and needs no register tile.
final class Groups {
  private Groups() {}

  static Structure split(Structure s, int block) {
    if (s.combine() != Combine.SUM || !s.gathers()) {
      return s;
    }
    for (IndexExpr write : s.write()) {
      int axis = write.asVar();
      OptionalInt size = size(s, axis);
      if (size.isPresent() && size.getAsInt() % block == 0 && s.axes().get(axis).extent().count() % size.getAsInt() == 0) {
        var split = new AxisSplit(s);
        split.split(axis, size.getAsInt());
        return split.simplified();
      }
    }
    return s;
  }

  /// The divisor by which reads divide `axis`, if it is one and the same.
  private static OptionalInt size(Structure s, int axis) {
    var sizes = s.reads().stream().map(Access::map).flatMap(java.util.List::stream).flatMap(e -> e.terms().stream())
        .filter(t -> t.atom() instanceof IndexExpr.Atom.FloorDiv(var of, int by) && of.isVar(axis))
        .mapToInt(t -> ((IndexExpr.Atom.FloorDiv) t.atom()).by()).distinct().toArray();
    return sizes.length == 1 && !s.axes().get(axis).extent().perBatch() ? OptionalInt.of(sizes[0]) : OptionalInt.empty();
  }
}
