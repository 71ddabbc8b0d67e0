package jacquard.compiler.emit;

import jacquard.ir.loop.Loop;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import java.util.List;
import java.util.stream.IntStream;

/// What of a nest its code is written for: windows, blocks, the register tile, and strides of innermost loops. All other extents and
/// strides are [KernelConstants]: they cost nothing that was measured there, and layers of many sizes share code.
record Specialized(LoopNest nest) {
  /// The largest window whose loops are written with their extents.
  private static final int WINDOW = 16;

  /// Whether the extent of `loop` is part of the code.
  boolean extent(int loop) {
    Loop.Part part = nest.schedule().loops().get(loop).part();
    return part == Loop.Part.WITHIN
        || isReduced(loop) && part != Loop.Part.BLOCKS && !nest.extent(loop).perBatch() && nest.extent(loop).count() <= WINDOW;
  }

  /// Whether the strides of `loop` are: of the vector loop, the rows of a tile, and the innermost loops over the result and of the sum.
  boolean stride(int loop) {
    Schedule s = nest.schedule();
    return loop == s.vector() || s.tile().filter(t -> t.rowLoop() == loop).isPresent() || loop == last(false) || loop == last(true);
  }

  private int last(boolean reduced) {
    return IntStream.range(0, nest.schedule().loops().size()).filter(l -> isReduced(l) == reduced).reduce(-1, (a, b) -> b);
  }

  private boolean isReduced(int loop) {
    List<Integer> reduced = nest.structure().reducedAxes();
    return reduced.contains(nest.schedule().loops().get(loop).axis());
  }
}
