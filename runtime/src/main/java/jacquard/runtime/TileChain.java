package jacquard.runtime;

/// Calls `[first, end)` of a plan that run tile by tile: tile `t` of the chain is, for each of them in order, the `t`-th of `tiles` equal
/// parts of its tiles.
///
/// What a call reads of another, or writes over, lies in the same tile of the chain, so the chain's tiles may run on any thread in any
/// order. All calls of a chain write disjoint memory per tile, as every [Call] does.
public record TileChain(int first, int end, int tiles) {
  public TileChain {
    if (first < 0 || end <= first || tiles < 1) {
      throw new IllegalArgumentException("chain of calls [" + first + ", " + end + ") over " + tiles + " tiles");
    }
  }
}
