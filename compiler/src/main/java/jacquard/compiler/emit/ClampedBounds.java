package jacquard.compiler.emit;

import jacquard.compiler.nest.Addresses;
import jacquard.compiler.nest.ClampedLoops;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.LoopNest;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Writes the bounds of [ClampedLoops].
///
/// From `0 ≤ factor·i + rest < extent` follow, for a positive factor, `i ≥ −⌊rest / factor⌋` and `i < ⌊(extent − 1 − rest) / factor⌋ + 1`;
/// for a negative one the two quotients change places.
record ClampedBounds(LoopNest nest, ClampedLoops clamps) {
  /// Pushes the first index of reduced loop `loop` that reads inside.
  void pushFirst(int loop, MethodVisitor mv, IndexWriter writer, Extents extents) {
    extents.pushFirst(nest.extent(loop));
    for (Addresses.Check check : clamps.checksOf(loop).stream().filter(c -> c.index().uses(loop)).toList()) {
      pushRoom(check, loop, check.index().factorOf(loop) > 0, mv, writer, extents);
      mv.visitInsn(Opcodes.INEG);
      mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "max", "(II)I", false);
    }
  }

  /// Pushes one more than the last such index.
  void pushLimit(int loop, MethodVisitor mv, IndexWriter writer, Extents extents) {
    extents.pushEndOf(loop);
    for (Addresses.Check check : clamps.checksOf(loop)) {
      if (!check.index().uses(loop)) {
        empty(check, mv, writer, extents);
        continue;
      }
      pushRoom(check, loop, check.index().factorOf(loop) < 0, mv, writer, extents);
      Code.push(mv, 1);
      mv.visitInsn(Opcodes.IADD);
      mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "min", "(II)I", false);
    }
  }

  /// Pushes how many steps of `loop` fit between index 0 and where the loop would begin (`below`), or between there and the last index.
  private static void pushRoom(Addresses.Check check, int loop, boolean below, MethodVisitor mv, IndexWriter writer,
      Extents extents) {
    int factor = check.index().factorOf(loop);
    IndexExpr rest = check.index().minus(IndexExpr.var(loop).times(factor));
    if (below) {
      writer.push(rest);
    } else {
      extents.push(check.extent());
      Code.push(mv, 1);
      mv.visitInsn(Opcodes.ISUB);
      writer.push(rest);
      mv.visitInsn(Opcodes.ISUB);
    }
    if (Math.abs(factor) > 1) {
      Code.push(mv, Math.abs(factor));
      mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "floorDiv", "(II)I", false);
    }
  }

  /// Replaces the limit on the stack by 0 where `check` fails: `⌊index / extent⌋` is not 0.
  private static void empty(Addresses.Check check, MethodVisitor mv, IndexWriter writer, Extents extents) {
    var inside = new Label();
    writer.push(check.index());
    extents.push(check.extent());
    mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "floorDiv", "(II)I", false);
    mv.visitJumpInsn(Opcodes.IFEQ, inside);
    mv.visitInsn(Opcodes.POP);
    Code.push(mv, 0);
    mv.visitLabel(inside);
  }
}
