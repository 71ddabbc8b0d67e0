package jacquard.compiler.emit;

import jacquard.ir.loop.Axis;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.IndexRange;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Writes index expressions as int code.
final class IndexWriter {
  private final MethodVisitor mv;
  /// Pushes the value of loop index `l`.
  private final IntConsumer pushIndex;
  private final Consumer<IndexExpr.Atom.Load> pushLoad;
  private final List<Axis> loops;

  /// `pushLoad` pushes a loaded index as an `int`.
  IndexWriter(MethodVisitor mv, IntConsumer pushIndex, Consumer<IndexExpr.Atom.Load> pushLoad, List<Axis> loops) {
    this.mv = mv;
    this.pushIndex = pushIndex;
    this.pushLoad = pushLoad;
    this.loops = loops;
  }

  /// Pushes the value of `expr`.
  void push(IndexExpr expr) {
    boolean first = true;
    for (IndexExpr.Term term : expr.terms()) {
      pushTerm(term);
      if (!first) {
        mv.visitInsn(Opcodes.IADD);
      }
      first = false;
    }
    if (first) {
      Code.push(mv, expr.offset());
    } else if (expr.offset() != 0) {
      Code.push(mv, expr.offset());
      mv.visitInsn(Opcodes.IADD);
    }
  }

  /// Pushes `factor · atom`.
  void pushTerm(IndexExpr.Term term) {
    pushTerm(term, factor -> Code.push(mv, factor));
  }

  /// Pushes `factor · atom` with the factor as `pushFactor` pushes it.
  void pushTerm(IndexExpr.Term term, IntConsumer pushFactor) {
    pushAtom(term.atom());
    if (term.factor() != 1) {
      pushFactor.accept(term.factor());
      mv.visitInsn(Opcodes.IMUL);
    }
  }

  private void pushAtom(IndexExpr.Atom atom) {
    switch (atom) {
      case IndexExpr.Atom.Var(int loop) -> pushIndex.accept(loop);
      case IndexExpr.Atom.FloorDiv(var of, int by) -> divide(of, by, Opcodes.IDIV, "floorDiv");
      case IndexExpr.Atom.Mod(var of, int by) -> divide(of, by, Opcodes.IREM, "floorMod");
      case IndexExpr.Atom.Clamp(var of, int lo, int hi) -> {
        push(of);
        Code.push(mv, lo);
        mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "max", "(II)I", false);
        Code.push(mv, hi);
        mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "min", "(II)I", false);
      }
      case IndexExpr.Atom.Load load -> pushLoad.accept(load);
    }
  }

  /// Shifts and masks for powers of two; plain division where the dividend is never negative.
  private void divide(IndexExpr of, int by, int plain, String floor) {
    push(of);
    if (Integer.bitCount(by) == 1) {
      boolean remainder = plain == Opcodes.IREM;
      Code.push(mv, remainder ? by - 1 : Integer.numberOfTrailingZeros(by));
      mv.visitInsn(remainder ? Opcodes.IAND : Opcodes.ISHR);
      return;
    }
    Code.push(mv, by);
    if (new IndexRange.Bound(0, 0).atMost(IndexRange.of(of, loops).lo())) {
      mv.visitInsn(plain);
    } else {
      mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", floor, "(II)I", false);
    }
  }
}
