package jacquard.compiler.emit;

import jacquard.ir.loop.Loop;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import java.util.stream.IntStream;

/// What of a nest its code is written for: windows, blocks, the register tile, and strides of innermost loops. All other extents and
/// strides are [KernelConstants]: they cost nothing that was measured there, and layers of many sizes share code.
///
/// In tiles of scalars strides and windows are constants of the kernel too: programs begin in them, and what takes the time there is that
/// each form of code has to be compiled (`googlenet`, inference: 23 tiles and transforms in place of 30).
///
/// Measured on AVX-512 in a training step of `lenet5`, batch 32: strides around short sums, where they are constants of the kernel, cost
/// convolutions 5 to 15 %, and loops of unknown extent over the window of 2x2 that pooling's gradient writes double its time. As part of
/// the code, `googlenet`'s inference has 54 classes in place of 51 and `resnet50`'s 45 in place of 41.
record Specialized(LoopNest nest) {
  /// The largest window of a sum whose loops are written with their extents.
  private static final int WINDOW = 16;
  /// The largest window of the result, as pooling's gradient has them.
  private static final int WRITTEN_WINDOW = 4;

  /// Whether the extent of `loop` is part of the code.
  boolean extent(int loop) {
    return part(loop) == Loop.Part.WITHIN || !isShared() && isWindow(loop);
  }

  private boolean isWindow(int loop) {
    return part(loop) != Loop.Part.BLOCKS && !nest.extent(loop).perBatch()
        && nest.extent(loop).count() <= (isReduced(loop) ? WINDOW : WRITTEN_WINDOW);
  }

  /// Whether the strides of `loop` are: of the vector loop, the rows of a tile, and the innermost loops of the sum and over the result.
  boolean stride(int loop) {
    Schedule s = nest.schedule();
    if (isShared()) {
      return loop == s.vector() || part(loop) == Loop.Part.WITHIN;
    }
    return loop == s.vector() || s.tile().filter(t -> t.rowLoop() == loop).isPresent() || isInnermost(loop);
  }

  /// Whether few forms of code matter more than each: tiles of scalars.
  private boolean isShared() {
    return nest.schedule().tile().isPresent() && nest.schedule().lanes() == 1;
  }

  /// In a register tile's sum: a loop around few points. Elsewhere: the innermost one. Over the result: one around windows alone.
  private boolean isInnermost(int loop) {
    Schedule s = nest.schedule();
    IntStream inside = IntStream.range(loop + 1, s.loops().size()).filter(l -> isReduced(l) == isReduced(loop) && l != s.vector());
    return isReduced(loop) ? pointsOf(inside) <= (s.tile().isPresent() ? WINDOW : 1) : inside.allMatch(this::isWindow);
  }

  private long pointsOf(IntStream loops) {
    return loops.mapToLong(l -> nest.extent(l).perBatch() ? Integer.MAX_VALUE : nest.extent(l).count()).reduce(1, Math::multiplyExact);
  }

  private boolean isReduced(int loop) {
    return nest.structure().reducedAxes().contains(nest.schedule().loops().get(loop).axis());
  }

  private Loop.Part part(int loop) {
    return nest.schedule().loops().get(loop).part();
  }
}
