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
import java.util.stream.Stream;

/// Chooses the register tile of a contraction: the one that needs the fewest cycles for a row, smaller tiles at the edges included
/// ([TileCost]), of those that the registers hold ([Core#holds]). Larger ones would spill. In scalar code the tile is the least
/// one, a row by the elements of a block, whose 16 sums of `f32` fill the registers of AVX2.
final class ContractionTiles {
  private ContractionTiles() {}

  /// The tiled form of a nest with lanes, or of one in scalar code, whose tile holds the elements of a block one by one; empty where none
  /// is possible.
  static Optional<LoopNest> tiled(LoopNest untiled, Core core) {
    LoopNest nest = withLanes(untiled);
    LoopNest best = null;
    double fewest = Double.POSITIVE_INFINITY;
    for (int row : rowLoops(nest)) {
      Schedule.Tile tile = tiles(nest, row, core).min(Comparator.comparingDouble(t -> TileCost.cycles(nest, t, core))).orElseThrow();
      LoopNest candidate = nest.scheduled(arranged(nest, tile, sharesRows(nest, row)));
      double perRow = perRow(nest, tile, core);
      if ((nest.extent(row).perBatch() ? Worth.BATCH_ROWS * perRow : perRow) < fewest && TileLegality.allows(candidate)) {
        best = candidate;
        fewest = perRow;
      }
    }
    return Optional.ofNullable(best);
  }

  /// Every tiled form that there is, that of the fewest predicted cycles for a row first: all rows, blocks and loops that can be the rows,
  /// whose chunks are the usual ones, half and twice as long, and not divided. All give the same bits.
  static List<LoopNest> candidates(LoopNest untiled, Core core) {
    LoopNest nest = withLanes(untiled);
    var forms = new ArrayList<Candidate>();
    for (int row : rowLoops(nest)) {
      tiles(nest, row, core).forEach(tile -> {
        Interrupted.check();
        for (Schedule form : divided(nest, tile)) {
          LoopNest candidate = nest.scheduled(form);
          if (TileLegality.allows(candidate)) {
            forms.add(new Candidate(candidate, perRow(nest, tile, core)));
          }
        }
      });
    }
    return forms.stream().sorted(Comparator.comparingDouble(Candidate::perRow)).map(Candidate::nest).distinct().toList();
  }

  private record Candidate(LoopNest nest, double perRow) {}

  private static List<Schedule> divided(LoopNest nest, Schedule.Tile tile) {
    var forms = new ArrayList<Schedule>();
    forms.add(arranged(nest, tile, sharesRows(nest, tile.rowLoop())));
    for (int chunk : List.of(Sharing.CHUNK_ROWS / 2, Sharing.CHUNK_ROWS, 2 * Sharing.CHUNK_ROWS)) {
      if (nest.extent(tile.rowLoop()).perBatch() || chunk < nest.extent(tile.rowLoop()).count()) {
        forms.add(arranged(nest, chunked(tile, Math.ceilDiv(chunk, tile.rows()) * tile.rows()), true));
      }
    }
    if (!nest.extent(tile.rowLoop()).perBatch()) {
      forms.add(arranged(nest, chunked(tile, nest.extent(tile.rowLoop()).count()), false));
    }
    return forms;
  }

  private static Schedule.Tile chunked(Schedule.Tile tile, int rowChunk) {
    return new Schedule.Tile(tile.rowLoop(), tile.rows(), rowChunk, tile.blockLoop(), tile.blocks(), tile.hoisted());
  }

  private static LoopNest withLanes(LoopNest untiled) {
    int innermost = TileLegality.firstReduced(untiled) - 1;
    return untiled.schedule().vector() >= 0 || innermost < 0 ? untiled
        : untiled.scheduled(untiled.schedule().vectorized(innermost, 1));
  }

  /// The loops that can be the rows of a tile; none where there is no block of lanes.
  private static List<Integer> rowLoops(LoopNest nest) {
    Schedule schedule = nest.schedule();
    int vector = schedule.vector();
    if (vector < 0 || schedule.loops().get(vector).part() != Loop.Part.WITHIN) {
      return List.of();
    }
    List<Integer> reduced = nest.structure().reducedAxes();
    return IntStream.iterate(vector - 1, row -> row >= 0, row -> row - 1).filter(row -> row != blockLoop(nest)
        && !reduced.contains(schedule.loops().get(row).axis()) && schedule.loops().get(row).part() != Loop.Part.BLOCKS).boxed().toList();
  }

  private static int blockLoop(LoopNest nest) {
    Loop within = nest.schedule().loops().get(nest.schedule().vector());
    return nest.schedule().loops().indexOf(Loop.blocks(within.axis(), within.block()));
  }

  private static double perRow(LoopNest nest, Schedule.Tile tile, Core core) {
    return TileCost.cycles(nest, tile, core) / TileCost.extent(nest, tile.rowLoop());
  }

  /// The tiles that the registers hold, a single row of one block first.
  private static Stream<Schedule.Tile> tiles(LoopNest nest, int row, Core core) {
    int blockLoop = blockLoop(nest);
    int perBlock = TileCost.vectorsPerBlock(nest);
    int accumulators = Math.min(core.accumulators(), TileStores.mostAccumulators(nest, hoisted(nest)));
    int mostBlocks = Math.min(TileLegality.isLanewise(nest) ? 1 : TileCost.extent(nest, blockLoop), accumulators / perBlock);
    var tiles = new ArrayList<>(List.of(new Schedule.Tile(row, 1, 1, blockLoop, 1, 0)));
    for (int blocks = 1; blocks <= mostBlocks; blocks++) {
      Interrupted.check();
      int mostRows = Math.min(TileCost.extent(nest, row), accumulators / (blocks * perBlock));
      for (int rows = 1; rows <= mostRows && core.holds(rows, blocks * perBlock); rows++) {
        tiles.add(new Schedule.Tile(row, rows, rowChunk(nest, row, rows), blockLoop, blocks, 0));
      }
    }
    return tiles.stream();
  }

  private static int rowChunk(LoopNest nest, int row, int rows) {
    return sharesRows(nest, row) ? Math.ceilDiv(Sharing.CHUNK_ROWS, rows) * rows : nest.extent(row).count();
  }

  private static boolean sharesRows(LoopNest nest, int row) {
    return nest.extent(row).perBatch() || nest.extent(row).count() >= Sharing.LONG_ROWS;
  }

  /// The loops with the parallel ones first: all over the result, the rows only where they are divided. Where
  /// the sum runs over the batch, one loop is parallel and the batch loop is hoisted around the others.
  private static Schedule arranged(LoopNest nest, Schedule.Tile tile, boolean sharesRows) {
    Schedule s = nest.schedule();
    List<Integer> reduced = nest.structure().reducedAxes();
    int hoisted = hoisted(nest);
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
