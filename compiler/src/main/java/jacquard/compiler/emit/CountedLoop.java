package jacquard.compiler.emit;

import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// `for (index = first; index < limit; index += step)`, the shape HotSpot recognises as a counted loop.
final class CountedLoop {
  private final MethodVisitor mv;
  private final LocalAllocator locals;
  private final int index;

  CountedLoop(MethodVisitor mv, LocalAllocator locals, int index) {
    this.mv = mv;
    this.locals = locals;
    this.index = index;
  }

  void run(Runnable pushFirst, Runnable pushLimit, int step, Runnable body) {
    pushFirst.run();
    mv.visitVarInsn(Opcodes.ISTORE, index);
    int limit = locals.take(Type.INT_TYPE);
    pushLimit.run();
    mv.visitVarInsn(Opcodes.ISTORE, limit);
    var head = new Label();
    var end = new Label();
    mv.visitLabel(head);
    mv.visitVarInsn(Opcodes.ILOAD, index);
    mv.visitVarInsn(Opcodes.ILOAD, limit);
    mv.visitJumpInsn(Opcodes.IF_ICMPGE, end);
    body.run();
    mv.visitIincInsn(index, step);
    mv.visitJumpInsn(Opcodes.GOTO, head);
    mv.visitLabel(end);
    locals.give(limit);
  }
}
