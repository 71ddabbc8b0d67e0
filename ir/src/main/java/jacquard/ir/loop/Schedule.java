package jacquard.ir.loop;

import java.util.List;
import java.util.Optional;

/// How the loops of a structure run, separate from what they compute. Plain data.
///
/// - `loops`: every loop, outermost first; those of reduced axes come after all others.
/// - `parallel`: how many leading loops are divided among workers; a tile is one combination of their indices, or `chunk`
///   consecutive indices where there is one such loop.
/// - `vector`: the loop whose indices become lanes, or -1; the elements it walks over lie next to each other in memory.
/// - `lanes`: elements per vector, 1 for the scalar form; there `vector` is the loop whose elements a tile holds one by one, or -1.
///   A vector loop whose extent is no multiple of it ends with scalar steps.
/// - `tile`: the register block of a contraction.
public record Schedule(List<Loop> loops, int parallel, int chunk, int vector, int lanes, Optional<Tile> tile) {
  /// `rows` indices of loop `rowLoop` by `blocks` indices of loop `blockLoop` are accumulated in registers at once. Where the row loop is
  /// divided among workers, each takes `rowChunk` rows at a time. The first `hoisted` reduced loops run around all tiles of a worker, with
  /// the accumulators kept in the result between: what the tiles share then stays in cache.
  public record Tile(int rowLoop, int rows, int rowChunk, int blockLoop, int blocks, int hoisted) {}

  public Schedule {
    loops = List.copyOf(loops);
  }

  public static Schedule of(List<Loop> loops, int parallel, int chunk) {
    return new Schedule(loops, parallel, chunk, -1, 1, Optional.empty());
  }

  /// With lanes along `loop`. Where that loop is divided among threads too, whole vectors are: a share that is smaller would leave out what
  /// fills none.
  public Schedule vectorized(int loop, int lanesPerVector) {
    boolean shared = loop == 0 && parallel == 1;
    int whole = shared ? Math.ceilDiv(chunk, lanesPerVector) * lanesPerVector : chunk;
    return new Schedule(loops, parallel, whole, loop, lanesPerVector, tile);
  }

  public Schedule tiled(Tile by) {
    return new Schedule(loops, parallel, chunk, vector, lanes, Optional.of(by));
  }

  /// How many indices of parallel loop `loop` belong to one tile.
  public int step(int loop) {
    if (tile.isPresent()) {
      Tile t = tile.get();
      return loop == t.rowLoop() ? t.rowChunk() : loop == t.blockLoop() ? t.blocks() : 1;
    }
    return parallel == 1 ? chunk : 1;
  }

  /// The index of `axis` as a function of the loops' indices.
  public IndexExpr index(int axis) {
    IndexExpr index = IndexExpr.ZERO;
    for (int l = 0; l < loops.size(); l++) {
      if (loops.get(l).axis() == axis) {
        index = index.plus(IndexExpr.var(l).times(loops.get(l).stride()));
      }
    }
    return index;
  }
}
