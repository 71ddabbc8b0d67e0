package jacquard.compiler.schedule;

import jacquard.compiler.cost.Core;
import jacquard.compiler.cost.Sharing;
import jacquard.compiler.cost.TileCost;
import jacquard.compiler.cost.Worth;
import jacquard.compiler.nest.TileLegality;
import jacquard.compiler.nest.TileStores;
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

/// Chooses the register tile of a contraction: the one that needs the fewest cycles for a row, smaller tiles at the edges included
/// ([TileCost]), of those that the registers hold ([Core#holds]). Larger ones would spill. In scalar code the tile is the least
/// one, a row by the elements of a block, whose 16 sums of `f32` fill the registers of AVX2.
final class ContractionTiles {
  private ContractionTiles() {}

  /// The tiled form of a nest with lanes, or of one in scalar code, whose tile holds the elements of a block one by one; empty where none
  /// is possible.
  static Optional<LoopNest> tiled(LoopNest untiled, Core core) {
    int innermost = TileLegality.firstReduced(untiled) - 1;
    LoopNest nest = untiled.schedule().vector() >= 0 || innermost < 0 ? untiled
        : untiled.scheduled(untiled.schedule().vectorized(innermost, 1));
    Schedule schedule = nest.schedule();
    int vector = schedule.vector();
    if (vector < 0 || schedule.loops().get(vector).part() != Loop.Part.WITHIN) {
      return Optional.empty();
    }
    Loop within = schedule.loops().get(vector);
    int blockLoop = schedule.loops().indexOf(Loop.blocks(within.axis(), within.block()));
    List<Integer> reduced = nest.structure().reducedAxes();
    LoopNest best = null;
    double fewest = Double.POSITIVE_INFINITY;
    for (int row = vector - 1; row >= 0; row--) {
      if (row == blockLoop || reduced.contains(schedule.loops().get(row).axis())
          || schedule.loops().get(row).part() == Loop.Part.BLOCKS) {
        continue;
      }
      Schedule.Tile tile = best(nest, row, blockLoop, core);
      LoopNest candidate = nest.scheduled(arranged(nest, tile));
      double perRow = TileCost.cycles(nest, tile, core) / TileCost.extent(nest, row);
      if ((nest.extent(row).perBatch() ? Worth.BATCH_ROWS * perRow : perRow) < fewest && TileLegality.allows(candidate)) {
        best = candidate;
        fewest = perRow;
      }
    }
    return Optional.ofNullable(best);
  }

  private static Schedule.Tile best(LoopNest nest, int row, int blockLoop, Core core) {
    int perBlock = TileCost.vectorsPerBlock(nest);
    int accumulators = Math.min(core.accumulators(), TileStores.mostAccumulators(nest, hoisted(nest)));
    int mostBlocks = Math.min(TileLegality.isLanewise(nest) ? 1 : TileCost.extent(nest, blockLoop), accumulators / perBlock);
    Schedule.Tile best = new Schedule.Tile(row, 1, 1, blockLoop, 1, 0);
    double fewest = TileCost.cycles(nest, best, core);
    for (int blocks = 1; blocks <= mostBlocks; blocks++) {
      Interrupted.check();
      int mostRows = Math.min(TileCost.extent(nest, row), accumulators / (blocks * perBlock));
      for (int rows = 1; rows <= mostRows && core.holds(rows, blocks * perBlock); rows++) {
        var tile = new Schedule.Tile(row, rows, rowChunk(nest, row, rows), blockLoop, blocks, 0);
        double cycles = TileCost.cycles(nest, tile, core);
        if (cycles < fewest) {
          best = tile;
          fewest = cycles;
        }
      }
    }
    return best;
  }

  private static int rowChunk(LoopNest nest, int row, int rows) {
    return sharesRows(nest, row) ? Math.ceilDiv(Sharing.CHUNK_ROWS, rows) * rows : nest.extent(row).count();
  }

  private static boolean sharesRows(LoopNest nest, int row) {
    return nest.extent(row).perBatch() || nest.extent(row).count() >= Sharing.LONG_ROWS;
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
      order.sort(Comparator.comparingInt(l -> -Math.min(tiles(nest, tile, l), Sharing.MANY_TILES)));
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
    while (count < order.size() && tiles < Sharing.FEWEST_TILES) {
      tiles *= tiles(nest, tile, order.get(count++));
    }
    return count;
  }

  private static int tiles(LoopNest nest, Schedule.Tile tile, int loop) {
    int step = loop == tile.blockLoop() ? tile.blocks() : loop == tile.rowLoop() ? tile.rowChunk() : 1;
    return Math.ceilDiv(TileCost.extent(nest, loop), step);
  }

  private static int hoisted(LoopNest nest) {
    return nest.structure().hasEpilogue() ? 0 : LineSums.levelsInOrder(nest.structure());
  }
}
