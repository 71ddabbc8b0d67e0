package jacquard.compiler.nest;

import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Combine;
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
    IndexExpr vector = addresses.read(fixed(nest, addresses));
    IndexExpr row = addresses.read(moving(nest, addresses));
    boolean scalar = !row.uses(schedule.vector()) && !row.uses(tile.blockLoop());
    boolean lanewise = row.factorOf(schedule.vector()) == 1 && schedule.lanes() > 1 && tile.blocks() == 1; // scalars have no use for it
    boolean factors = vector.factorOf(schedule.vector()) == 1 && !vector.uses(tile.rowLoop()) && row.factorOf(tile.rowLoop()) != 0
        && (scalar || lanewise);
    boolean unchecked = new ClampedLoops(nest, addresses, List.of(a, b)).keepAllChecks();
    boolean linear = IntStream.of(tile.rowLoop(), tile.blockLoop(), schedule.vector()).allMatch(l -> addresses.write().isLinearIn(l)
        && IntStream.range(0, nest.structure().reads().size()).allMatch(k -> addresses.read(k).isLinearIn(l)));
    return factors && unchecked && linear && addresses.write().factorOf(schedule.vector()) == 1
        && hasLanes(new LaneLegality(nest, addresses), schedule.lanes());
  }

  /// The number of the factor that is the same in all rows of a tile: a vector for each of its vectors.
  public static int fixed(LoopNest nest, Addresses addresses) {
    return isFixed(nest, addresses, factor(nest, true)) ? factor(nest, true) : factor(nest, false);
  }

  /// The number of the other factor, of which each row has its own: one element for all lanes, or a vector.
  public static int moving(LoopNest nest, Addresses addresses) {
    return isFixed(nest, addresses, factor(nest, true)) ? factor(nest, false) : factor(nest, true);
  }

  /// Whether both factors walk along the lanes: a sum of products lane by lane, as a depthwise convolution. A tile of it holds one block,
  /// for the rows of another have no vector in common with it.
  public static boolean isLanewise(LoopNest nest) {
    var addresses = new Addresses(nest);
    int a = factor(nest, true);
    return a >= 0 && IntStream.of(a, factor(nest, false)).allMatch(k -> addresses.read(k).uses(nest.schedule().vector()));
  }

  private static boolean isFixed(LoopNest nest, Addresses addresses, int access) {
    IndexExpr offset = addresses.read(access);
    return offset.factorOf(nest.schedule().vector()) == 1 && !offset.uses(nest.schedule().tile().orElseThrow().rowLoop());
  }

  private static boolean hasLanes(LaneLegality legality, int lanes) {
    return legality.allows(lanes) && legality.code().filter(c -> c.finish().indices().isEmpty()).isPresent();
  }

  /// The number of the access that is the left or right factor of the sum's products; -1 where it sums no products of reads.
  public static int factor(LoopNest nest, boolean left) {
    return nest.structure().combine() == Combine.SUM
        && nest.structure().body() instanceof Scalar.Binary(BinaryFn fn, Scalar.Read(int a), Scalar.Read(int b)) && fn == BinaryFn.MUL
        ? left ? a : b : -1;
  }

  /// The number of the first reduced loop.
  public static int firstReduced(LoopNest nest) {
    List<Integer> reduced = nest.structure().reducedAxes();
    List<Loop> loops = nest.schedule().loops();
    return (int) IntStream.range(0, loops.size()).takeWhile(l -> !reduced.contains(loops.get(l).axis())).count();
  }
}
