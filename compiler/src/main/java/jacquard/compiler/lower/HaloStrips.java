package jacquard.compiler.lower;

import jacquard.compiler.view.Structures;
import jacquard.ir.Dim;
import jacquard.ir.Layout;
import jacquard.ir.TensorType;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Structure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// What sets the halo of a value to zero without touching the value.
final class HaloStrips {
  private HaloStrips() {}

  /// A structure that clears a part of a halo, in a buffer of this type and layout: the value's memory with its halo as elements.
  record Strip(Structure structure, TensorType type, Layout layout) {}

  /// What clears the halo of a value: nothing but the elements before and after each line, as one strip where they are equally many. Empty
  /// where the halo is not along one plain dimension, or there is none.
  static List<Strip> of(TensorType type, Layout layout) {
    int[] dims = IntStream.range(0, layout.rank()).filter(d -> layout.lo().get(d) + layout.hi().get(d) > 0).toArray();
    if (dims.length != 1 || layout.block(dims[0]) > 1) {
      return List.of();
    }
    int d = dims[0];
    int lo = layout.lo().get(d);
    int hi = layout.hi().get(d);
    int extent = type.shape().extent(d);
    TensorType whole = type.shaped(type.shape().with(d, Dim.of(lo + extent + hi)));
    List<Integer> none = Collections.nCopies(layout.rank(), 0);
    var strips = new ArrayList<Strip>();
    IndexExpr within = IndexExpr.var(d);
    if (lo == hi) {
      IndexExpr sides = IndexExpr.var(type.rank()).times(lo + extent).plus(within);
      strips.add(new Strip(Structures.cleared(type.shape().with(d, Dim.of(lo)), d, sides, 2), whole, layout.withHalo(none, none)));
      return strips;
    }
    if (lo > 0) {
      strips.add(new Strip(Structures.cleared(type.shape().with(d, Dim.of(lo)), d, within, 1), whole, layout.withHalo(none, none)));
    }
    if (hi > 0) {
      IndexExpr after = within.plus(lo + extent);
      strips.add(new Strip(Structures.cleared(type.shape().with(d, Dim.of(hi)), d, after, 1), whole, layout.withHalo(none, none)));
    }
    return strips;
  }
}
