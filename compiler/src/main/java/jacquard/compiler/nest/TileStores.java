package jacquard.compiler.nest;

import jacquard.compiler.cost.Budgets;
import jacquard.compiler.scalar.Opcode;
import jacquard.compiler.scalar.ScalarCode;
import jacquard.compiler.scalar.StepCode;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import java.util.stream.IntStream;

/// How the register tiles of a contraction store: which tiles are left at the end of the rows, and whether an epilogue is written out.
public final class TileStores {
  private TileStores() {}

  /// Rows of the last tile that are not full, where the number of rows is known.
  public static int restRows(LoopNest nest) {
    Schedule.Tile tile = nest.schedule().tile().orElseThrow();
    return lastRows(nest) % tile.rows();
  }

  /// Whether the rows that are left are a tile of their own; otherwise the last whole tile computes rows again.
  public static boolean hasRestTile(LoopNest nest) {
    Schedule.Tile tile = nest.schedule().tile().orElseThrow();
    return tile.hoisted() > 0 || BatchUse.of(nest) == BatchUse.SUMMED || overwrites(nest) || lastRows(nest) < tile.rows();
  }

  /// Rows of the last chunk that a worker takes, where the number of rows is known: 9 of 169 in chunks of 40.
  private static int lastRows(LoopNest nest) {
    int rows = nest.extent(nest.schedule().tile().orElseThrow().rowLoop()).count();
    int chunk = rowChunk(nest);
    return rows - (Math.ceilDiv(rows, chunk) - 1) * chunk;
  }

  private static int rowChunk(LoopNest nest) {
    Schedule.Tile tile = nest.schedule().tile().orElseThrow();
    return tile.rowLoop() < nest.schedule().parallel() ? tile.rowChunk() : nest.extent(tile.rowLoop()).count();
  }

  /// Whether `nest` is to be written over what its epilogue reads: the update of weights by their gradient, or the sum with a residual.
  private static boolean overwrites(LoopNest nest) {
    return nest.structure().hasEpilogue() && (!nest.result().type().shape().isBatched() || Overwriting.isPossible(nest));
  }

  /// How many accumulators the tile of `nest`, with that many hoisted loops, may hold for its epilogue to be written out where it has to
  /// be, and for C1 to take a method that loads the sums of earlier examples; no limit elsewhere.
  public static int mostAccumulators(LoopNest nest, int hoisted) {
    int inline = overwrites(nest) ? mostInline(nest, StepCode.of(nest).finish()) : Integer.MAX_VALUE;
    return hoisted == 0 && BatchUse.of(nest) == BatchUse.SUMMED ? Math.min(inline, Budgets.SUMS_OVER_EXAMPLES) : inline;
  }

  /// Whether the epilogue is written out per accumulator, so that nothing is stored before it has read its operands.
  public static boolean isInline(LoopNest nest, StepCode code, int accumulators) {
    return accumulators <= mostInline(nest, code.finish()) || nest.result().type().dtype() != code.accumulators().getFirst();
  }

  /// How many accumulators may have `finish` written out for each of them. Scalars take few of C1's registers.
  private static int mostInline(LoopNest nest, ScalarCode finish) {
    int operations = finish.operations();
    if (operations == 0) {
      return Integer.MAX_VALUE;
    }
    int written = Budgets.INLINE_EPILOGUE / operations;
    if (nest.schedule().lanes() == 1) {
      return written;
    }
    int vectorAxis = nest.schedule().loops().get(nest.schedule().vector()).axis();
    int loads = (int) finish.instructions().stream()
        .filter(i -> i.op() == Opcode.READ && i.index() < nest.structure().reads().size() && differsByRow(nest, i.index(), vectorAxis))
        .count();
    return Math.min(written, Budgets.FINISHED_REGISTERS
        / (Budgets.STORE_REGISTERS + loads * Budgets.LOAD_REGISTERS + operations * Budgets.OPERATION_REGISTERS));
  }

  /// Whether a read has a value for each row of a tile: it depends on more than the axis of the vectors, as a bias does not.
  private static boolean differsByRow(LoopNest nest, int read, int vectorAxis) {
    return nest.structure().reads().get(read).map().stream().anyMatch(e -> IntStream.range(0, nest.structure().axes().size())
        .anyMatch(axis -> axis != vectorAxis && e.uses(axis)));
  }

  /// Whether each element is stored once, after all reads of its epilogue: no row is computed by two tiles.
  public static boolean storesOnce(LoopNest nest) {
    Schedule.Tile tile = nest.schedule().tile().orElseThrow();
    int vectors = tile.blocks() * (nest.extent(nest.schedule().vector()).count() / nest.schedule().lanes());
    return !nest.extent(tile.rowLoop()).perBatch() && (restRows(nest) == 0 || hasRestTile(nest))
        && isInline(nest, StepCode.of(nest), tile.rows() * vectors);
  }
}
