package jacquard.compiler.emit;

import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Where the loops of a nest begin and end in one call: the first runs over the call's tiles where it alone is parallel, a loop over the
/// batch over its examples, every other over its whole extent.
final class LoopRanges {
  private final LoopNest nest;
  private final Schedule schedule;
  private final KernelMethod method;
  private final MethodVisitor mv;

  LoopRanges(LoopNest nest, KernelMethod method) {
    this.nest = nest;
    this.schedule = nest.schedule();
    this.method = method;
    this.mv = method.mv;
  }

  /// Whether the call's tiles are iterations of `loop`.
  boolean isShared(int loop) {
    return loop == 0 && schedule.parallel() == 1;
  }

  SumLoops.Range of(int loop) {
    return new SumLoops.Range() {
      @Override
      public void pushFirst() {
        LoopRanges.this.pushFirst(loop);
      }

      @Override
      public void pushLimit() {
        LoopRanges.this.pushLimit(loop);
      }

      @Override
      public boolean isFromZero() {
        return !nest.extent(loop).perBatch() && !isShared(loop);
      }
    };
  }

  void pushFirst(int loop) {
    if (isShared(loop)) {
      pushTile(KernelMethod.FROM);
    } else {
      method.pushFirst(nest.extent(loop));
    }
  }

  /// Pushes where tile `number` of the first loop begins.
  private void pushTile(int number) {
    mv.visitVarInsn(Opcodes.ILOAD, number);
    method.pushConstant(schedule.chunk());
    mv.visitInsn(Opcodes.IMUL);
    if (nest.extent(0).perBatch()) {
      method.pushFirst(nest.extent(0));
      mv.visitInsn(Opcodes.IADD);
    }
  }

  void pushLimit(int loop) {
    method.pushEndOf(loop);
    if (isShared(loop)) {
      pushTile(KernelMethod.TO);
      mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "min", "(II)I", false);
    }
  }
}
