package jacquard.compiler.lower;

import jacquard.ir.Dim;
import java.util.List;

/// Steps `[first, end)` of a program that run tile by tile: for each tile all of them, one after the other.
///
/// A tile is one combination of indices of `loops`, the last fastest; the tiles of each member's kernel are divided evenly among them, in
/// order. What a member reads of another, or writes over, lies in the same tile.
public record Chain(int first, int end, List<SharedLoop> loops) {
  /// A loop that all members of a chain walk over: `width` elements of an axis of extent `extent` at a time.
  public record SharedLoop(Dim extent, int width) {
    public long tiles(int batch) {
      return Math.ceilDiv(extent.at(batch), width);
    }

    /// Whether both run equally often for every batch size.
    public boolean matches(SharedLoop other) {
      return extent.perBatch() || other.extent.perBatch() ? equals(other) : tiles(1) == other.tiles(1);
    }
  }

  public Chain {
    loops = List.copyOf(loops);
  }

  public long tiles(int batch) {
    return loops.stream().mapToLong(l -> l.tiles(batch)).reduce(1, Math::multiplyExact);
  }
}
