package jacquard.compiler.cost;

import jacquard.ir.Dim;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;

/// The cycles of a contraction in a register tile, per step of its sum, for all rows and blocks together.
///
/// A step of `r` rows and `v` vectors issues `r·v` multiply-adds, and loads `r` elements and `v` vectors, each from the lines it lies in
/// (counted so too where each row loads vectors of its own, `r·v + v` of them, as in a depthwise convolution). It cannot be shorter than
/// the latency of a multiply-add, nor than its vectors take from the second-level cache: weights are read once for every tile, and seldom
/// fit into the first. Without that bound wide and flat tiles win: on conv 3x3, 512 to 512 channels, 14x14, 2x8 reaches 46 to 93 GFLOP/s,
/// 7x2 205 to 210. With a vector of 512 bits loaded as fast as an element, 13 rows of 48 to 192 channels get 13x1 in place of 7x2, and a
/// 3x3 convolution over them takes 96 us in place of 77 (AVX-512).
public final class TileCost {
  /// Offsets and loop control; breaks ties in favour of larger tiles.
  private static final double STEP_OVERHEAD = 1;
  /// Rows where they are the examples of a batch.
  private static final int BATCH = 64;

  private TileCost() {}

  /// For `tile`, whose edges are smaller tiles, over the loops of `nest`.
  public static double cycles(LoopNest nest, Schedule.Tile tile, Core core) {
    int perBlock = vectorsPerBlock(nest);
    int rows = extent(nest, tile.rowLoop());
    int blocks = extent(nest, tile.blockLoop());
    double rowTiles = nest.extent(tile.rowLoop()).perBatch() ? (double) rows / tile.rows() : Math.ceilDiv(rows, tile.rows());
    double whole = (double) (blocks / tile.blocks()) * rowTiles * step(tile.rows(), tile.blocks() * perBlock, core);
    int rest = blocks % tile.blocks();
    return rest == 0 ? whole : whole + rowTiles * step(tile.rows(), rest * perBlock, core);
  }

  private static double step(int rows, int vectors, Core core) {
    return STEP_OVERHEAD + Arrays.stream(Bound.values()).mapToDouble(b -> b.cycles(rows, vectors, core)).max().orElseThrow();
  }

  /// What keeps the steps of a whole `tile` from being shorter.
  public static Bound bound(LoopNest nest, Schedule.Tile tile, Core core) {
    int vectors = tile.blocks() * vectorsPerBlock(nest);
    return Collections.max(Arrays.asList(Bound.values()), Comparator.comparingDouble(b -> b.cycles(tile.rows(), vectors, core)));
  }

  /// What a step of a tile cannot be shorter than.
  public enum Bound {
    MULTIPLY_ADDS, LOADS, LATENCY, SECOND_CACHE;

    private double cycles(int rows, int vectors, Core core) {
      return switch (this) {
        case MULTIPLY_ADDS -> rows * vectors / core.multiplyAdds();
        case LOADS -> (rows + vectors * core.linesOfVector()) / core.loads();
        case LATENCY -> core.latency();
        case SECOND_CACHE -> vectors * core.vectorFromCache();
      };
    }
  }

  /// Vectors in a block of the lanes' loop.
  public static int vectorsPerBlock(LoopNest nest) {
    return nest.extent(nest.schedule().vector()).count() / nest.schedule().lanes();
  }

  /// The extent of a loop, of a batch what is assumed.
  public static int extent(LoopNest nest, int loop) {
    Dim extent = nest.extent(loop);
    return extent.perBatch() ? BATCH : extent.count();
  }
}
