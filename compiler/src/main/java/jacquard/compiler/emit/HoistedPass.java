package jacquard.compiler.emit;

import jacquard.compiler.nest.HoistedSums;
import jacquard.ir.loop.SumOrder;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Writes which levels of [HoistedSums] a pass over the tiles adds to, and at which it stops.
record HoistedPass(HoistedSums sums) {
  /// What one pass over the tiles does with their sums, in locals: bit `l` of `add` says whether level `l` holds something to add to,
  /// `stop` is the level at which what comes out is stored, `top` the level that lies in the result.
  record Locals(int add, int stop, int top) {}

  /// Sets `top`, once for all passes.
  void writeTop(Locals pass, MethodVisitor mv, Extents extents) {
    set(mv, pass.top, 0);
    for (int level = 1; level < sums.steps().size(); level++) {
      var single = new Label();
      extents.push(sums.extent(level));
      Code.push(mv, sums.steps().get(level).stride());
      mv.visitJumpInsn(Opcodes.IF_ICMPLE, single);
      set(mv, pass.top, level);
      mv.visitLabel(single);
    }
  }

  /// Sets `add` and `stop` for the pass at the indices of the hoisted loops.
  void writePass(Locals pass, MethodVisitor mv, LoopIndices indices, Extents extents) {
    set(mv, pass.add, 0);
    for (int level = 0; level < sums.steps().size(); level++) {
      var first = new Label();
      indices.push(sums.steps().get(level).loop());
      Code.push(mv, sums.mask(level));
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
    for (int level = sums.steps().size() - 1; level >= 0; level--) {
      writeStop(level, pass, mv, indices, extents);
    }
  }

  /// Stops at `level`, where that is not above the top, unless this pass ends a run of it: the index after this step's begins a run of the
  /// step around it, or there is none.
  private void writeStop(int level, Locals pass, MethodVisitor mv, LoopIndices indices, Extents extents) {
    var end = new Label();
    SumOrder.Step step = sums.steps().get(level);
    Code.push(mv, level);
    mv.visitVarInsn(Opcodes.ILOAD, pass.top);
    mv.visitJumpInsn(Opcodes.IF_ICMPGT, end);
    pushNext(step, mv, indices);
    extents.push(sums.extent(level));
    mv.visitJumpInsn(Opcodes.IF_ICMPGE, end);
    int around = sums.around(level);
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

  private static void set(MethodVisitor mv, int local, int value) {
    Code.push(mv, value);
    mv.visitVarInsn(Opcodes.ISTORE, local);
  }

  /// Locals for a pass.
  static Locals locals(LocalAllocator locals) {
    return new Locals(locals.take(Type.INT_TYPE), locals.take(Type.INT_TYPE), locals.take(Type.INT_TYPE));
  }
}
