package jacquard.compiler.chain;

import jacquard.compiler.lower.Chain.SharedLoop;
import jacquard.compiler.lower.Value;
import jacquard.ir.Layout;
import jacquard.ir.Shape;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.IndexRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The part of a value that one tile of a chain touches: for shared loop `j`, whose index is `c`, the indices `[c·width, (c + 1)·width)`
/// of dimension `dim`, as `parts.get(j)` says, and everything along the other dimensions.
record Slice(List<Part> parts) {
  record Part(int dim, int width) {}

  Slice {
    parts = List.copyOf(parts);
  }

  /// The part of a dimension that a point touches through index `index`, where `width` neighbours of `axis` belong to a tile:
  ///
  ///     index = f·axis + rest,  0 ≤ rest < f   =>   f·width elements a tile
  static Optional<Integer> width(IndexExpr index, int axis, int width, List<Axis> axes) {
    int factor = index.factorOf(axis);
    if (factor < 1 || !index.isLinearIn(axis)) {
      return Optional.empty();
    }
    IndexExpr rest = index.minus(IndexExpr.var(axis).times(factor));
    return IndexRange.inside(rest, axes, jacquard.ir.Dim.of(factor)) ? Optional.of(factor * width) : Optional.empty();
  }

  /// The first slices of `value` in memory order, for `loops`: dimensions that run as often.
  static Optional<Slice> leading(Value value, List<SharedLoop> loops) {
    Layout layout = value.layout();
    Shape shape = value.type().shape();
    var parts = new ArrayList<Part>();
    for (int j = 0; j < loops.size(); j++) {
      if (j >= layout.rank()) {
        return Optional.empty();
      }
      int dim = layout.order().get(j);
      int block = layout.block(dim);
      long tiles = loops.get(j).tiles(1);
      boolean even = !shape.dim(dim).perBatch() && j == loops.size() - 1 && shape.dim(dim).count() % (block * tiles) == 0;
      int width = even ? Math.toIntExact(shape.dim(dim).count() / tiles) : block;
      if (!loops.get(j).matches(new SharedLoop(shape.dim(dim), width))) {
        return Optional.empty();
      }
      parts.add(new Part(dim, width));
    }
    return Optional.of(new Slice(parts));
  }

  /// The elements of a tile where they are one piece of memory, the pieces of all tiles following each other; empty where they are not.
  Optional<Integer> piece(Value value) {
    Layout layout = value.layout();
    Shape shape = value.type().shape();
    int piece = 0;
    for (int j = 0; j < parts.size(); j++) {
      Part part = parts.get(j);
      int block = layout.block(part.dim);
      boolean last = j == parts.size() - 1;
      boolean divides = part.width == block
          || last && !shape.dim(part.dim).perBatch() && part.width % block == 0 && shape.dim(part.dim).count() % part.width == 0;
      if (layout.order().get(j) != part.dim || layout.lo().get(part.dim) + layout.hi().get(part.dim) > 0 || !divides) {
        return Optional.empty();
      }
      piece = layout.outerStrides(shape)[part.dim] * (part.width / block);
    }
    return Optional.of(piece);
  }
}
