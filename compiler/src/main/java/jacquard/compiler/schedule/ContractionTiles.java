package jacquard.compiler.schedule;

import jacquard.compiler.cost.VectorUnit;
import jacquard.compiler.nest.TileLegality;
import jacquard.compiler.nest.TileStores;
import jacquard.ir.Dim;
import jacquard.ir.Interrupted;
import jacquard.ir.loop.LineSums;
import jacquard.ir.loop.Loop;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Chooses the register tile of a contraction by counting cycles per reduction step.
///
/// A step of `r` rows and `v` vectors issues `r·v` multiply-adds and `r + v` loads, two of each a cycle, and cannot be shorter than
/// the latency of a multiply-add, four cycles, nor than its vectors, two and a half cycles each, take from the second-level cache: weights
/// are read once for every tile, and seldom fit into the first. The tile that needs the fewest cycles for the whole result, smaller tiles
/// at the edges included, wins. Larger tiles than the registers hold would spill.
final class ContractionTiles {
  private static final double PER_CYCLE = 2;
  private static final double LATENCY = 4;
  /// Cycles for a vector of weights. Without them wide and flat tiles win: on conv 3x3, 512 to 512 channels, 14x14, 2x8 reaches 46 to 93
  /// GFLOP/s, 7x2 205 to 210. With 1.5, 2, 2.5 and 3 the kernels of vgg16, batch 1, one thread, take 213.5, 213.3, 197.0 and 202.5 ms,
  /// those of resnet50 58.0, 53.5, 52.1 and 51.1.
  private static final double VECTOR_FROM_CACHE = 2.5;
  /// Offsets and loop control; breaks ties in favour of larger tiles.
  private static final double STEP_OVERHEAD = 1;
  /// Accumulators that leave C2 enough of 32 vector registers for operands: on conv 3x3, 64 to 64 channels, 56x56, tiles of 20 and 16
  /// (10x2, 8x2, 5x4) reach 207 to 213 GFLOP/s, tiles of 24 (12x2, 6x4, 8x3) spill and reach 126 to 140.
  private static final int MANY_ACCUMULATORS = 20;
  /// The same share of 16 registers.
  private static final int FEW_ACCUMULATORS = 10;
  /// Rows handed to one worker at a time, where they are divided: the batch, and long rows of which there would be few tiles.
  private static final int CHUNK_ROWS = 32;
  private static final int LONG_ROWS = 128;
  private static final int ASSUMED_BATCH = 64;
  /// So many times cheaper a row must be before rows run over the examples of a batch: it may hold one alone, and they lie far apart.
  private static final int WORTH_BATCH_ROWS = 2;

  private static final int FEWEST_TILES = 8;
  /// More tiles than this divide evenly enough among any number of workers.
  private static final int HOISTED_TILES = 64;

  private ContractionTiles() {}

  /// The tiled form of a vectorised nest; empty where none is possible.
  static Optional<LoopNest> tiled(LoopNest nest, VectorUnit vectors) {
    Schedule schedule = nest.schedule();
    int vector = schedule.vector();
    if (vector < 0 || schedule.lanes() == 1 || schedule.loops().get(vector).part() != Loop.Part.WITHIN) {
      return Optional.empty();
    }
    Loop within = schedule.loops().get(vector);
    int blockLoop = schedule.loops().indexOf(Loop.blocks(within.axis(), within.block()));
    List<Integer> reduced = nest.structure().reducedAxes();
    LoopNest best = null;
    double bestCycles = Double.POSITIVE_INFINITY;
    double perRow = Double.POSITIVE_INFINITY;
    for (int row = vector - 1; row >= 0; row--) {
      if (row == blockLoop || reduced.contains(schedule.loops().get(row).axis())
          || schedule.loops().get(row).part() == Loop.Part.BLOCKS) {
        continue;
      }
      Schedule.Tile tile = best(nest, row, blockLoop, vectors);
      LoopNest candidate = nest.scheduled(arranged(nest, tile));
      double cycles = cycles(nest, tile);
      boolean batch = nest.extent(row).perBatch();
      boolean better = batch ? WORTH_BATCH_ROWS * cycles / extent(nest, row) < perRow : cycles < bestCycles;
      if (better && TileLegality.allows(candidate)) {
        best = candidate;
        bestCycles = batch ? bestCycles : cycles;
        perRow = cycles / extent(nest, row);
      }
    }
    return Optional.ofNullable(best);
  }

  private static Schedule.Tile best(LoopNest nest, int row, int blockLoop, VectorUnit vectors) {
    int accumulators = Math.min(vectors.registers() == VectorUnit.MANY ? MANY_ACCUMULATORS : FEW_ACCUMULATORS, TileStores.mostAccumulators(nest));
    int perBlock = vectorsPerBlock(nest);
    Schedule.Tile best = new Schedule.Tile(row, 1, 1, blockLoop, 1, 0);
    for (int blocks = 1; blocks <= extent(nest, blockLoop); blocks++) {
      Interrupted.check();
      int v = blocks * perBlock;
      for (int rows = 1; rows <= extent(nest, row); rows++) {
        var tile = new Schedule.Tile(row, rows, rowChunk(nest, row, rows), blockLoop, blocks, 0);
        if (rows * v <= accumulators && cycles(nest, tile) < cycles(nest, best)) {
          best = tile;
        }
      }
    }
    return best;
  }

  private static int rowChunk(LoopNest nest, int row, int rows) {
    return sharesRows(nest, row) ? Math.ceilDiv(CHUNK_ROWS, rows) * rows : nest.extent(row).count();
  }

  private static boolean sharesRows(LoopNest nest, int row) {
    return nest.extent(row).perBatch() || nest.extent(row).count() >= LONG_ROWS;
  }

  private static int vectorsPerBlock(LoopNest nest) {
    return nest.extent(nest.schedule().vector()).count() / nest.schedule().lanes();
  }

  private static int extent(LoopNest nest, int loop) {
    Dim extent = nest.extent(loop);
    return extent.perBatch() ? ASSUMED_BATCH : extent.count();
  }

  /// Cycles per reduction step for all rows and blocks together.
  private static double cycles(LoopNest nest, Schedule.Tile tile) {
    int perBlock = vectorsPerBlock(nest);
    int rows = extent(nest, tile.rowLoop());
    int blocks = extent(nest, tile.blockLoop());
    double rowTiles = nest.extent(tile.rowLoop()).perBatch() ? (double) rows / tile.rows() : Math.ceilDiv(rows, tile.rows());
    double sum = 0;
    for (boolean lastBlocks : new boolean[] {false, true}) {
      int b = lastBlocks ? blocks % tile.blocks() : tile.blocks();
      double count = lastBlocks ? 1 : blocks / tile.blocks();
      if (b > 0) {
        sum += count * rowTiles * step(tile.rows(), b * perBlock);
      }
    }
    return sum;
  }

  private static double step(int rows, int vectors) {
    double loads = Math.max(LATENCY, vectors * VECTOR_FROM_CACHE);
    return STEP_OVERHEAD + Math.max(loads, Math.max(rows * vectors, rows + vectors) / PER_CYCLE);
  }

  /// The loops with the parallel ones first: all over the result, the rows only where they are divided. Where
  /// the sum runs over the batch, one loop is parallel and the batch loop is hoisted around the others.
  private static Schedule arranged(LoopNest nest, Schedule.Tile tile) {
    Schedule s = nest.schedule();
    List<Integer> reduced = nest.structure().reducedAxes();
    int hoisted = hoisted(nest);
    boolean sharesRows = sharesRows(nest, tile.rowLoop());
    var order = new ArrayList<Integer>();
    for (int l = 0; l < s.vector(); l++) {
      if ((l != tile.rowLoop() || sharesRows) && !reduced.contains(s.loops().get(l).axis())) {
        order.add(l);
      }
    }
    if (hoisted > 0) {
      order.sort(Comparator.comparingInt(l -> -Math.min(tiles(nest, tile, l), HOISTED_TILES)));
    }
    int parallel = hoisted > 0 ? enough(nest, tile, order) : order.size();
    IntStream.range(0, s.loops().size()).filter(l -> !order.contains(l)).forEach(order::add);
    var moved = new Schedule.Tile(order.indexOf(tile.rowLoop()), tile.rows(), tile.rowChunk(), order.indexOf(tile.blockLoop()),
        tile.blocks(), hoisted);
    return new Schedule(order.stream().map(s.loops()::get).toList(), parallel, 1, order.indexOf(s.vector()), s.lanes(),
        Optional.of(moved));
  }

  /// How many of the loops in `order` give every worker something to do.
  private static int enough(LoopNest nest, Schedule.Tile tile, List<Integer> order) {
    int tiles = 1;
    int count = 0;
    while (count < order.size() && tiles < FEWEST_TILES) {
      tiles *= tiles(nest, tile, order.get(count++));
    }
    return count;
  }

  private static int tiles(LoopNest nest, Schedule.Tile tile, int loop) {
    int step = loop == tile.blockLoop() ? tile.blocks() : loop == tile.rowLoop() ? tile.rowChunk() : 1;
    return Math.ceilDiv(extent(nest, loop), step);
  }

  private static int hoisted(LoopNest nest) {
    return nest.structure().hasEpilogue() ? 0 : LineSums.levelsInOrder(nest.structure());
  }
}
