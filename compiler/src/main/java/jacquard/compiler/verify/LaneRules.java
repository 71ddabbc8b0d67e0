package jacquard.compiler.verify;

import jacquard.compiler.nest.BatchUse;
import jacquard.compiler.nest.LaneLegality;
import jacquard.compiler.nest.TileLegality;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.Loop;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Schedule;
import jacquard.ir.loop.Structure;
import jacquard.ir.loop.SumOrder;
import java.util.List;
import java.util.Locale;

/// Whether vectors and register tiles compute what the loops say: `vector` and `tile` of [LoopVerifier].
final class LaneRules {
  private static final int MOST_LANES = 16;

  private final LoopNest nest;
  private final Schedule schedule;
  private final List<Violation> problems;

  private LaneRules(LoopNest nest, List<Violation> problems) {
    this.nest = nest;
    this.schedule = nest.schedule();
    this.problems = problems;
  }

  static void check(LoopNest nest, List<Violation> problems) {
    var rules = new LaneRules(nest, problems);
    rules.vector();
    if (problems.isEmpty()) {
      nest.schedule().tile().ifPresent(rules::tile);
    }
  }

  private void vector() {
    int loop = schedule.vector();
    int lanes = schedule.lanes();
    if (schedule.chunk() < 1 || lanes < 1 || lanes > MOST_LANES || Integer.bitCount(lanes) != 1) {
      problem("vector", "%d lanes, %d iterations at a time", lanes, schedule.chunk());
    } else if (lanes > 1 && (loop < 0 || loop >= LoopRules.firstReduced(nest))) {
      problem("vector", "%d lanes run along no loop over the result", lanes);
    } else if (lanes > 1 && !LaneLegality.allows(nest, lanes)) {
      problem("vector", "%d lanes along %s are not neighbours in memory, or are checked one by one", lanes, text(loop));
    } else if (lanes > 1 && loop < schedule.parallel() && (schedule.parallel() > 1 || schedule.chunk() % lanes != 0)) {
      problem("vector", "workers share out parts of vectors of %d lanes along %s", lanes, text(loop));
    }
  }

  private void tile(Schedule.Tile tile) {
    int results = LoopRules.firstReduced(nest);
    int vector = schedule.vector();
    boolean loops = vector == results - 1 && tile.rowLoop() >= 0 && tile.rowLoop() < vector && tile.blockLoop() >= 0
        && tile.blockLoop() < vector && tile.rowLoop() != tile.blockLoop();
    if (!loops || schedule.loops().get(vector).part() != Loop.Part.WITHIN
        || !schedule.loops().get(tile.blockLoop()).equals(blocksOf(schedule.loops().get(vector)))) {
      problem("tile", "vectors lie within the blocks of a tile, and rows run over another loop over the result");
    } else if (tile.rows() < 1 || tile.rowChunk() < 1 || tile.blocks() < 1 || tile.blocks() > nest.extent(tile.blockLoop()).count()) {
      problem("tile", "%d rows, %d at a time, by %d blocks of %s", tile.rows(), tile.rowChunk(), tile.blocks(),
          nest.extent(tile.blockLoop()));
    } else if (tile.rowLoop() < schedule.parallel() && tile.rowChunk() % tile.rows() != 0) {
      problem("tile", "workers take %d rows of %s at a time, which are no whole tiles of %d", tile.rowChunk(), text(tile.rowLoop()),
          tile.rows());
    } else if (tile.hoisted() < 0 || results + tile.hoisted() > schedule.loops().size()) {
      problem("tile", "%d loops around all tiles of %d that are summed over", tile.hoisted(), schedule.loops().size() - results);
    } else if (!isSumOfProducts(nest.structure()) || !TileLegality.allows(nest)) {
      problem("tile", "no register tile of %s by %s is possible", text(tile.rowLoop()), text(tile.blockLoop()));
    } else {
      sums(tile, results);
    }
  }

  /// Sums that are kept in memory.
  private void sums(Schedule.Tile tile, int firstReduced) {
    int end = firstReduced + tile.hoisted();
    boolean inMemory = tile.hoisted() > 0 || BatchUse.of(nest) == BatchUse.SUMMED;
    if (inMemory && nest.extent(tile.rowLoop()).perBatch()) {
      problem("tile", "rows over the batch are computed twice at the edge, and would be added twice");
    }
    if (tile.hoisted() == 0) {
      return;
    }
    SumOrder order = SumOrder.of(nest);
    int outer = (int) order.steps().stream().takeWhile(s -> s.loop() < end).count();
    if (outer == 0 || outer == order.steps().size() || !order.isBorder(outer - 1) || nest.structure().hasEpilogue()) {
      problem("tile", "%d loops around all tiles interrupt a level of the sum, or what follows it", tile.hoisted());
    }
  }

  private static boolean isSumOfProducts(Structure s) {
    return s.combine() == Combine.SUM
        && s.body() instanceof Scalar.Binary(BinaryFn fn, Scalar.Read a, Scalar.Read b) && fn == BinaryFn.MUL && !a.equals(b);
  }

  private static Loop blocksOf(Loop within) {
    return Loop.blocks(within.axis(), within.block());
  }

  private String text(int loop) {
    Loop l = schedule.loops().get(loop);
    return l.text(nest.structure().axes().get(l.axis()).name());
  }

  private void problem(String rule, String format, Object... args) {
    problems.add(new Violation(LoopVerifier.scheduleLine(nest), rule, String.format(Locale.ROOT, format, args)));
  }
}
