package jacquard.compiler.emit;

import jacquard.ir.Dim;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.SumOrder;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Writes the loops of a [SumOrder], one step at a time: whole loops, runs of a loop, and the indices of a run.
final class SumLoops {
  private final MethodVisitor mv;
  private final LocalAllocator locals;
  private final LoopNest nest;
  private final SumOrder order;
  /// Where the run of each step that is under way begins.
  private final int[] bases;

  SumLoops(MethodVisitor mv, LocalAllocator locals, LoopNest nest, SumOrder order) {
    this.mv = mv;
    this.locals = locals;
    this.nest = nest;
    this.order = order;
    this.bases = new int[order.steps().size()];
  }

  /// The order in which the sum is added up.
  SumOrder order() {
    return order;
  }

  /// The range of a loop as it is without runs.
  interface Range {
    void pushFirst();

    void pushLimit();

    /// Whether it is known to begin at 0.
    boolean isFromZero();
  }

  /// Runs `body` for every run of step `number`, which takes several indices at a time, inside the run of the step around it.
  void runs(int number, Range range, Runnable body) {
    int base = locals.take(Type.INT_TYPE);
    bases[number] = base;
    int limit = locals.take(Type.INT_TYPE);
    int stride = order.steps().get(number).stride();
    pushFirst(number, range);
    mv.visitVarInsn(Opcodes.ISTORE, base);
    pushLimit(number, range);
    mv.visitVarInsn(Opcodes.ISTORE, limit);
    var head = new Label();
    var end = new Label();
    mv.visitLabel(head);
    // The difference stays right where the last step overflows.
    mv.visitVarInsn(Opcodes.ILOAD, limit);
    mv.visitVarInsn(Opcodes.ILOAD, base);
    mv.visitInsn(Opcodes.ISUB);
    mv.visitJumpInsn(Opcodes.IFLE, end);
    body.run();
    mv.visitVarInsn(Opcodes.ILOAD, base);
    Code.push(mv, stride);
    mv.visitInsn(Opcodes.IADD);
    mv.visitVarInsn(Opcodes.ISTORE, base);
    mv.visitJumpInsn(Opcodes.GOTO, head);
    mv.visitLabel(end);
    locals.give(limit);
    locals.give(base);
  }

  /// Pushes where step `number` begins: at the start of its run, or of the loop, but for indices that the range leaves out.
  void pushFirst(int number, Range range) {
    int around = order.around(number);
    int stride = order.steps().get(number).stride();
    if (!range.isFromZero() || around < 0) {
      range.pushFirst();
      if (stride > 1 && !range.isFromZero()) {
        Code.push(mv, -stride);
        mv.visitInsn(Opcodes.IAND);
      }
    }
    if (around >= 0) {
      mv.visitVarInsn(Opcodes.ILOAD, bases[around]);
      if (!range.isFromZero()) {
        mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "max", "(II)I", false);
      }
    }
  }

  /// Pushes where step `number` ends.
  void pushLimit(int number, Range range) {
    range.pushLimit();
    int around = order.around(number);
    if (around >= 0) {
      mv.visitVarInsn(Opcodes.ILOAD, bases[around]);
      mv.visitInsn(Opcodes.ISUB);
      Code.push(mv, order.steps().get(around).stride());
      mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "min", "(II)I", false);
      mv.visitVarInsn(Opcodes.ILOAD, bases[around]);
      mv.visitInsn(Opcodes.IADD);
    }
  }

  /// Whether step `number` is over the batch, so that a sum over some of the examples may go on there.
  boolean isOverBatch(int number) {
    return number < order.steps().size() && extent(number).perBatch();
  }

  /// Jumps to `fresh` where the sum of step `number` does not go on: these are the first examples, or another step over the batch is the
  /// one that holds all of them in one run, but not in one index.
  void jumpUnlessResumed(int number, Extents extents, Label fresh) {
    extents.pushFirst(Dim.BATCH);
    mv.visitJumpInsn(Opcodes.IFEQ, fresh);
    int stride = order.steps().get(number).stride();
    if (stride > 1) {
      extents.push(extent(number));
      Code.push(mv, stride);
      mv.visitJumpInsn(Opcodes.IF_ICMPLE, fresh);
    }
    int around = order.around(number);
    if (around >= 0) {
      extents.push(extent(number));
      Code.push(mv, order.steps().get(around).stride());
      mv.visitJumpInsn(Opcodes.IF_ICMPGT, fresh);
    }
  }

  private Dim extent(int number) {
    return nest.extent(order.steps().get(number).loop());
  }
}
