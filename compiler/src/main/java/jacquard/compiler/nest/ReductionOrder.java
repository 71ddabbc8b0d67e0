package jacquard.compiler.nest;

import jacquard.compiler.cost.Worth;
import jacquard.ir.Dim;
import jacquard.ir.loop.Loop;
import jacquard.ir.loop.Structure;
import java.util.ArrayList;
import java.util.List;

/// In which order a contraction sums: part of its meaning, so it follows from shapes alone.
///
/// The channels run innermost, where loop control weighs least: `r, s, c`. Where whole blocks fill them, the blocks run outermost and
/// the indices within a block innermost: `c/16, r, s, c%16`. Every other axis keeps its place; so do all where the sum runs over the batch,
/// as a weight's gradient does over pixels: they lie in memory in that order.
public final class ReductionOrder {
  private static final int NONE = -1;

  private ReductionOrder() {}

  /// The reduced loops of contraction `s`, outermost first, for blocks of `block` elements.
  public static List<Loop> of(Structure s, int block) {
    var axes = new ArrayList<>(s.reducedAxes());
    int channels = channels(s);
    axes.remove((Integer) channels);
    var loops = new ArrayList<>(axes.stream().map(Loop::whole).toList());
    if (channels != NONE && isBlocked(s, channels, block)) {
      int afterBatch = (int) axes.stream().filter(a -> s.axes().get(a).extent().perBatch()).count();
      loops.add(afterBatch, Loop.blocks(channels, block));
      loops.add(Loop.within(channels, block));
    } else if (channels != NONE) {
      loops.add(Loop.whole(channels));
    }
    return loops;
  }

  /// Whether reduced axis `axis` is summed in blocks.
  public static boolean isBlocked(Structure s, int axis, int block) {
    return axis == channels(s) && s.axes().get(axis).extent().count() % block == 0;
  }

  /// The reduced axis that every factor walks over plainly, among others; -1 where there is none worth moving.
  private static int channels(Structure s) {
    List<Integer> reduced = s.reducedAxes();
    if (reduced.stream().anyMatch(a -> s.axes().get(a).extent().perBatch())) {
      return NONE;
    }
    for (int axis : reduced) {
      Dim extent = s.axes().get(axis).extent();
      if (reduced.size() > 1 && !extent.perBatch() && extent.count() >= Worth.INNERMOST_CHANNELS && isPlain(s, axis)) {
        return axis;
      }
    }
    return NONE;
  }

  /// By itself in its dimension but for axes that are not reduced, as the groups in `16*g + c`.
  private static boolean isPlain(Structure s, int axis) {
    return s.reads().stream().flatMap(r -> r.map().stream()).filter(e -> e.uses(axis))
        .allMatch(e -> e.isLinearIn(axis) && e.factorOf(axis) == 1 && s.reducedAxes().stream().noneMatch(a -> a != axis && e.uses(a)));
  }
}
