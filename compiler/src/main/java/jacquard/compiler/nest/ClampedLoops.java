package jacquard.compiler.nest;

import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import java.util.List;
import java.util.stream.IntStream;

/// Padding of a contraction without reading it: a reduced loop runs only over the indices that read inside.
///
/// A check that no reduced loop takes part in empties the outermost one instead.
public final class ClampedLoops {
  private final LoopNest nest;
  private final Addresses addresses;
  private final List<Integer> factors;

  /// `factors` are the two accesses that are multiplied.
  public ClampedLoops(LoopNest nest, Addresses addresses, List<Integer> factors) {
    this.nest = nest;
    this.addresses = addresses;
    this.factors = factors;
  }

  /// Whether every check of the nest is one of a factor, and some loop keeps it.
  public boolean keepAllChecks() {
    return addresses.writeChecks().isEmpty() && IntStream.range(0, nest.structure().reads().size())
        .allMatch(k -> addresses.readChecks(k).stream().allMatch(c -> factors.contains(k) && loopOf(c) >= 0));
  }

  /// The reduced loop whose bounds keep `check`, -1 where there is none: the index must use one reduced loop inside the tile, linearly,
  /// and neither rows, blocks nor lanes.
  private int loopOf(Addresses.Check check) {
    Schedule schedule = nest.schedule();
    Schedule.Tile tile = schedule.tile().orElseThrow();
    int first = TileLegality.firstReduced(nest) + tile.hoisted();
    List<Integer> used = IntStream.range(0, schedule.loops().size()).filter(l -> check.index().uses(l)).boxed().toList();
    List<Integer> inner = used.stream().filter(l -> l >= first).toList();
    boolean free = used.stream().noneMatch(l -> l == tile.rowLoop() || l == tile.blockLoop() || l == schedule.vector());
    if (free && inner.isEmpty() && first < schedule.loops().size()) {
      return first;
    }
    return free && inner.size() == 1 && check.index().isLinearIn(inner.getFirst()) && check.index().factorOf(inner.getFirst()) != 0
        ? inner.getFirst() : -1;
  }

  /// Whether `loop` leaves out indices.
  public boolean isClamped(int loop) {
    return !checksOf(loop).isEmpty();
  }

  /// The checks that the bounds of `loop` keep.
  public List<Addresses.Check> checksOf(int loop) {
    return factors.stream().flatMap(k -> addresses.readChecks(k).stream()).filter(c -> loopOf(c) == loop).toList();
  }
}
