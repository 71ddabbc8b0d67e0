package jacquard.compiler.emit;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.LoopNest;
import java.util.Arrays;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// The locals that hold the loop indices of a kernel; a loop that runs once has the index 0 and no local.
final class LoopIndices {
  private static final int ZERO = -1;

  private final LoopNest nest;
  private final KernelMethod method;
  private final int[] local;
  private final IndexWriter writer;

  LoopIndices(LoopNest nest, KernelMethod method) {
    this.nest = nest;
    this.method = method;
    this.local = new int[nest.schedule().loops().size()];
    Arrays.fill(local, ZERO);
    this.writer = new IndexWriter(method.mv, this::push, this::pushLoad, nest.loopAxes());
  }

  IndexWriter writer() {
    return writer;
  }

  int take(int loop) {
    local[loop] = method.locals.take(Type.INT_TYPE);
    return local[loop];
  }

  void give(int loop) {
    method.locals.give(local[loop]);
    local[loop] = ZERO;
  }

  /// Runs `body` while the index of `loop` is in local `other`.
  void alias(int loop, int other, Runnable body) {
    int own = local[loop];
    local[loop] = other;
    body.run();
    local[loop] = own;
  }

  void fixAtZero(int loop) {
    local[loop] = ZERO;
  }

  boolean isZero(int loop) {
    return local[loop] == ZERO;
  }

  void push(int loop) {
    if (local[loop] == ZERO) {
      Code.push(method.mv, 0);
    } else {
      method.mv.visitVarInsn(Opcodes.ILOAD, local[loop]);
    }
  }

  /// Pushes the element of an integer buffer at the flat offset that is the load's only index; an `i64` as the nearest `int`.
  private void pushLoad(IndexExpr.Atom.Load load) {
    DType type = nest.operands().get(load.operand()).type().dtype();
    method.pushArray(load.operand());
    method.mv.visitVarInsn(Opcodes.ILOAD, method.base(load.operand()));
    writer.push(load.map().getFirst());
    method.mv.visitInsn(Opcodes.IADD);
    method.mv.visitInsn(Code.arrayLoad(type));
    if (type == DType.I64) {
      Code.push(method.mv, Integer.MIN_VALUE);
      Code.push(method.mv, Integer.MAX_VALUE);
      method.mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "clamp", "(JII)I", false);
    }
  }

  /// Runs `body` for each tile of the call, with the indices of the first `count` loops at the tile's first ones. Those of the call's first
  /// tile are divided out of its number; from tile to tile they count on, for a division costs more than a tile of a few elements (a
  /// reorder of 4x4 maps takes a third).
  void forEachTile(int count, Runnable body) {
    int left = method.locals.take(Type.INT_TYPE);
    method.mv.visitVarInsn(Opcodes.ILOAD, KernelMethod.TO);
    method.mv.visitVarInsn(Opcodes.ILOAD, KernelMethod.FROM);
    method.mv.visitInsn(Opcodes.ISUB);
    method.mv.visitVarInsn(Opcodes.ISTORE, left);
    var head = new Label();
    var end = new Label();
    method.mv.visitVarInsn(Opcodes.ILOAD, left);
    method.mv.visitJumpInsn(Opcodes.IFLE, end);
    decode(KernelMethod.FROM, count);
    method.mv.visitLabel(head);
    body.run();
    method.mv.visitIincInsn(left, -1);
    method.mv.visitVarInsn(Opcodes.ILOAD, left);
    method.mv.visitJumpInsn(Opcodes.IFLE, end);
    advance(count - 1, head);
    method.mv.visitLabel(end);
    method.locals.give(left);
  }

  /// Counts the index of loop `last` on, and where it ends those around it, and jumps to `next`.
  private void advance(int last, Label next) {
    for (int l = last; l >= 0; l--) {
      method.mv.visitIincInsn(local[l], nest.schedule().step(l));
      if (l > 0) {
        method.mv.visitVarInsn(Opcodes.ILOAD, local[l]);
        method.pushEndOf(l);
        method.mv.visitJumpInsn(Opcodes.IF_ICMPLT, next);
        method.pushFirst(nest.extent(l));
        method.mv.visitVarInsn(Opcodes.ISTORE, local[l]);
      }
    }
    method.mv.visitJumpInsn(Opcodes.GOTO, next);
  }

  /// Sets the indices of the first `count` loops to the first ones of tile number `tile`: the digits of the number, the last loop's
  /// fastest, times the loop's step.
  private void decode(int tile, int count) {
    int rest = method.locals.take(Type.INT_TYPE);
    method.mv.visitVarInsn(Opcodes.ILOAD, tile);
    method.mv.visitVarInsn(Opcodes.ISTORE, rest);
    for (int l = count - 1; l >= 0; l--) {
      if (local[l] == ZERO) {
        take(l);
      }
      method.mv.visitVarInsn(Opcodes.ILOAD, rest);
      if (l > 0) {
        pushTiles(l);
        method.mv.visitInsn(Opcodes.IREM);
      }
      if (nest.schedule().step(l) > 1) {
        Code.push(method.mv, nest.schedule().step(l));
        method.mv.visitInsn(Opcodes.IMUL);
      }
      if (nest.extent(l).perBatch()) {
        method.pushFirst(nest.extent(l));
        method.mv.visitInsn(Opcodes.IADD);
      }
      method.mv.visitVarInsn(Opcodes.ISTORE, local[l]);
      if (l > 0) {
        method.mv.visitVarInsn(Opcodes.ILOAD, rest);
        pushTiles(l);
        method.mv.visitInsn(Opcodes.IDIV);
        method.mv.visitVarInsn(Opcodes.ISTORE, rest);
      }
    }
    method.locals.give(rest);
  }

  /// Pushes the number of tiles along parallel loop `loop`.
  private void pushTiles(int loop) {
    int step = nest.schedule().step(loop);
    Dim extent = nest.extent(loop);
    if (!extent.perBatch()) {
      method.pushConstant(Math.ceilDiv(extent.count(), step));
      return;
    }
    method.pushEnd(extent);
    method.pushFirst(extent);
    method.mv.visitInsn(Opcodes.ISUB);
    if (step > 1) {
      Code.push(method.mv, step - 1);
      method.mv.visitInsn(Opcodes.IADD);
      Code.push(method.mv, step);
      method.mv.visitInsn(Opcodes.IDIV);
    }
  }
}
