package jacquard.compiler.emit;

import jacquard.ir.Dim;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import jacquard.ir.loop.SumOrder;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// The levels of a sum whose loops run around all register tiles ([Schedule.Tile#hoisted]), innermost first: their accumulators lie in memory.
///
/// The last level that a batch size needs lies in the result; each level before it in partial sums beside the result, one copy of it per
/// level. Which levels a tile adds to, and at which it stops, follows from the indices of the hoisted loops alone, so a call over some of the
/// examples goes on where the one before stopped.
public record HoistedSums(LoopNest nest, SumOrder order, List<SumOrder.Step> steps) {
  /// Copies begin where a vector of the widest would.
  private static final long ALIGNMENT = 16;

  public HoistedSums {
    steps = List.copyOf(steps);
  }

  public static HoistedSums of(LoopNest nest) {
    SumOrder order = SumOrder.of(nest);
    int end = ContractionEmitter.firstReduced(nest) + nest.schedule().tile().map(Schedule.Tile::hoisted).orElse(0);
    return new HoistedSums(nest, order, order.steps().stream().takeWhile(s -> s.loop() < end).toList().reversed());
  }

  private Dim extent(int level) {
    return nest.extent(steps.get(level).loop());
  }

  /// Elements of one copy of the result that partial sums take.
  public static int copyElements(LoopNest nest) {
    return Math.toIntExact(Math.ceilDiv(nest.result().layout().elements(nest.result().type().shape(), 1), ALIGNMENT) * ALIGNMENT);
  }

  /// Copies of the result that partial sums take at a batch size.
  public int copies(int batch) {
    return (int) steps.stream().skip(1).filter(s -> nest.extent(s.loop()).at(batch) > s.stride()).count();
  }

  /// What one pass over the tiles does with their sums, in locals: bit `l` of `add` says whether level `l` holds something to add to, `stop` is
  /// the level at which what comes out is stored, `top` the level that lies in the result.
  record Pass(int add, int stop, int top) {}

  /// Sets `top`, once for all passes.
  void writeTop(Pass pass, MethodVisitor mv, Extents extents) {
    set(mv, pass.top, 0);
    for (int level = 1; level < steps.size(); level++) {
      var single = new Label();
      extents.push(extent(level));
      Code.push(mv, steps.get(level).stride());
      mv.visitJumpInsn(Opcodes.IF_ICMPLE, single);
      set(mv, pass.top, level);
      mv.visitLabel(single);
    }
  }

  /// Sets `add` and `stop` for the pass at the indices of the hoisted loops.
  void writePass(Pass pass, MethodVisitor mv, LoopIndices indices, Extents extents) {
    set(mv, pass.add, 0);
    for (int level = 0; level < steps.size(); level++) {
      var first = new Label();
      indices.push(steps.get(level).loop());
      Code.push(mv, mask(level));
      mv.visitInsn(Opcodes.IAND);
      mv.visitJumpInsn(Opcodes.IFEQ, first);
      mv.visitVarInsn(Opcodes.ILOAD, pass.add);
      Code.push(mv, 1 << level);
      mv.visitInsn(Opcodes.IOR);
      mv.visitVarInsn(Opcodes.ISTORE, pass.add);
      mv.visitLabel(first);
    }
    mv.visitVarInsn(Opcodes.ILOAD, pass.top);
    mv.visitVarInsn(Opcodes.ISTORE, pass.stop);
    for (int level = steps.size() - 1; level >= 0; level--) {
      writeStop(level, pass, mv, indices, extents);
    }
  }

  /// Stops at `level`, where that is not above the top, unless this pass ends a run of it: the index after this step's begins a run of the step
  /// around it, or there is none.
  private void writeStop(int level, Pass pass, MethodVisitor mv, LoopIndices indices, Extents extents) {
    var end = new Label();
    SumOrder.Step step = steps.get(level);
    Code.push(mv, level);
    mv.visitVarInsn(Opcodes.ILOAD, pass.top);
    mv.visitJumpInsn(Opcodes.IF_ICMPGT, end);
    pushNext(step, mv, indices);
    extents.push(extent(level));
    mv.visitJumpInsn(Opcodes.IF_ICMPGE, end);
    int around = around(level);
    if (around > 0) {
      pushNext(step, mv, indices);
      Code.push(mv, around - 1);
      mv.visitInsn(Opcodes.IAND);
      mv.visitJumpInsn(Opcodes.IFEQ, end);
    }
    set(mv, pass.stop, level);
    mv.visitLabel(end);
  }

  /// Pushes the first index after the run of `step` that the current one is in.
  private static void pushNext(SumOrder.Step step, MethodVisitor mv, LoopIndices indices) {
    indices.push(step.loop());
    if (step.stride() > 1) {
      Code.push(mv, step.stride() - 1);
      mv.visitInsn(Opcodes.IOR);
    }
    Code.push(mv, 1);
    mv.visitInsn(Opcodes.IADD);
  }

  /// The bits of an index that count the steps of `level` within their run.
  private int mask(int level) {
    int around = around(level);
    return (around > 0 ? around - 1 : -1) & -steps.get(level).stride();
  }

  /// The stride of the step around that of `level`, 0 where there is none.
  private int around(int level) {
    int number = order.around(steps.size() - 1 - level);
    return number < 0 ? 0 : order.steps().get(number).stride();
  }

  private static void set(MethodVisitor mv, int local, int value) {
    Code.push(mv, value);
    mv.visitVarInsn(Opcodes.ISTORE, local);
  }

  /// Locals for a pass.
  static Pass locals(LocalAllocator locals) {
    return new Pass(locals.take(Type.INT_TYPE), locals.take(Type.INT_TYPE), locals.take(Type.INT_TYPE));
  }
}
