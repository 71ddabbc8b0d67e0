package jacquard.compiler.lower;

import jacquard.compiler.view.Structures;
import jacquard.ir.Dim;
import jacquard.ir.Layout;
import jacquard.ir.Shape;
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

  /// What clears the halo of a value: along each dimension that has one nothing but the elements before and after each line, as one strip
  /// where they are equally many. Empty where a dimension with a halo is blocked, or there is none.
  static List<Strip> of(TensorType type, Layout layout) {
    int[] dims = IntStream.range(0, layout.rank()).filter(d -> layout.lo().get(d) + layout.hi().get(d) > 0).toArray();
    if (IntStream.of(dims).anyMatch(d -> layout.block(d) > 1)) {
      return List.of();
    }
    Shape whole = type.shape();
    for (int d : dims) {
      whole = whole.with(d, Dim.of(layout.lo().get(d) + type.shape().extent(d) + layout.hi().get(d)));
    }
    var strips = new ArrayList<Strip>();
    for (int d : dims) {
      add(d, type, whole, layout, strips);
    }
    return strips;
  }

  private static void add(int d, TensorType type, Shape whole, Layout layout, List<Strip> strips) {
    int lo = layout.lo().get(d);
    int hi = layout.hi().get(d);
    int extent = type.shape().extent(d);
    List<Integer> none = Collections.nCopies(layout.rank(), 0);
    Layout plain = layout.withHalo(none, none);
    IndexExpr within = IndexExpr.var(d);
    if (lo == hi) {
      IndexExpr sides = IndexExpr.var(type.rank()).times(lo + extent).plus(within);
      strips.add(new Strip(Structures.cleared(whole.with(d, Dim.of(lo)), d, sides, 2), type.shaped(whole), plain));
      return;
    }
    if (lo > 0) {
      strips.add(new Strip(Structures.cleared(whole.with(d, Dim.of(lo)), d, within, 1), type.shaped(whole), plain));
    }
    if (hi > 0) {
      IndexExpr after = within.plus(lo + extent);
      strips.add(new Strip(Structures.cleared(whole.with(d, Dim.of(hi)), d, after, 1), type.shaped(whole), plain));
    }
  }
}
