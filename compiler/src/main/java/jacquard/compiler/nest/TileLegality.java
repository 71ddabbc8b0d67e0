package jacquard.compiler.nest;

import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Loop;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Schedule;
import java.util.List;
import java.util.stream.IntStream;

/// Whether a contraction can be computed in the register tile that its schedule names.
public final class TileLegality {
  private TileLegality() {}

  /// Whether `nest`, tiled as its schedule says, can be emitted: a plain product under a sum, unchecked, with offsets linear in rows,
  /// blocks and lanes.
  public static boolean allows(LoopNest nest) {
    Schedule schedule = nest.schedule();
    Schedule.Tile tile = schedule.tile().orElseThrow();
    int a = factor(nest, true);
    int b = factor(nest, false);
    boolean resumable = tile.hoisted() == 0 || !nest.structure().hasEpilogue();
    boolean filled = nest.extent(schedule.vector()).count() % schedule.lanes() == 0;
    if (a < 0 || b < 0 || a == b || !resumable || !filled) {
      return false;
    }
    var addresses = new Addresses(nest);
    boolean aVector = addresses.read(a).factorOf(schedule.vector()) == 1;
    IndexExpr vector = addresses.read(aVector ? a : b);
    IndexExpr scalar = addresses.read(aVector ? b : a);
    boolean factors = vector.factorOf(schedule.vector()) == 1 && !vector.uses(tile.rowLoop()) && !scalar.uses(schedule.vector())
        && !scalar.uses(tile.blockLoop()) && scalar.factorOf(tile.rowLoop()) != 0;
    boolean unchecked = new ClampedLoops(nest, addresses, List.of(a, b)).keepAllChecks();
    boolean linear = IntStream.of(tile.rowLoop(), tile.blockLoop(), schedule.vector()).allMatch(l -> addresses.write().isLinearIn(l)
        && IntStream.range(0, nest.structure().reads().size()).allMatch(k -> addresses.read(k).isLinearIn(l)));
    return factors && unchecked && linear && addresses.write().factorOf(schedule.vector()) == 1
        && hasLanes(new LaneLegality(nest, addresses), schedule.lanes());
  }

  private static boolean hasLanes(LaneLegality legality, int lanes) {
    return legality.allows(lanes) && legality.code().filter(c -> c.finish().indices().isEmpty()).isPresent();
  }

  /// The number of the access that is the left or right factor of the sum's products; -1 where it sums no products of reads.
  public static int factor(LoopNest nest, boolean left) {
    return nest.structure().body() instanceof Scalar.Binary(BinaryFn fn, Scalar.Read(int a), Scalar.Read(int b)) ? left ? a : b : -1;
  }

  /// The number of the first reduced loop.
  public static int firstReduced(LoopNest nest) {
    List<Integer> reduced = nest.structure().reducedAxes();
    List<Loop> loops = nest.schedule().loops();
    return (int) IntStream.range(0, loops.size()).takeWhile(l -> !reduced.contains(loops.get(l).axis())).count();
  }
}
