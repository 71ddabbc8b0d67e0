package jacquard.compiler.emit;

import jacquard.compiler.nest.Addresses;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.IndexExpr;
import java.util.List;
import java.util.function.IntConsumer;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// The flat offsets of every access, as far as the loops entered so far determine them.
///
/// Each loop adds the terms that its index completes, once per iteration, so that the innermost code only loads a local. Immutable:
/// entering a loop gives a new one, and the outer offsets stay as they were.
final class PointAddresses {
  private final Addresses addresses;
  private final KernelMethod method;
  /// Per access, then for the write: the local that holds the offset so far.
  private final int[] locals;

  private PointAddresses(Addresses addresses, KernelMethod method, int[] locals) {
    this.addresses = addresses;
    this.method = method;
    this.locals = locals;
  }

  /// Outside all loops: the buffers' own offsets.
  PointAddresses(Addresses addresses, KernelMethod method, LoopIndices indices, List<Access> reads) {
    this(addresses, method, new int[reads.size() + 1]);
    for (int k = 0; k < locals.length; k++) {
      int base = method.base(k < reads.size() ? reads.get(k).operand() : method.result());
      IndexExpr constant = outsideLoops(expr(k));
      locals[k] = base;
      if (!constant.equals(IndexExpr.ZERO)) {
        locals[k] = method.locals.take(Type.INT_TYPE);
        method.mv.visitVarInsn(Opcodes.ILOAD, base);
        constant.terms().forEach(term -> {
          indices.writer().pushTerm(term, method::pushConstant);
          method.mv.visitInsn(Opcodes.IADD);
        });
        if (constant.offset() != 0) {
          method.pushConstant(constant.offset());
          method.mv.visitInsn(Opcodes.IADD);
        }
        method.mv.visitVarInsn(Opcodes.ISTORE, locals[k]);
      }
    }
  }

  /// The part of `expr` that no loop changes: its constant, and what is loaded from one place.
  private static IndexExpr outsideLoops(IndexExpr expr) {
    return new IndexExpr(expr.offset(), expr.terms().stream().filter(t -> maxLoop(new IndexExpr(0, List.of(t))) < 0).toList());
  }

  private IndexExpr expr(int k) {
    return k < locals.length - 1 ? addresses.read(k) : addresses.write();
  }

  /// The offsets inside loop `loop`, whose index is known from here on.
  PointAddresses entering(int loop, LoopIndices indices) {
    int[] inner = locals.clone();
    IntConsumer factor = method.specialized.stride(loop) ? f -> Code.push(method.mv, f) : method::pushConstant;
    for (int k = 0; k < locals.length; k++) {
      for (IndexExpr.Term term : expr(k).terms()) {
        if (completedBy(loop, term)) {
          method.mv.visitVarInsn(Opcodes.ILOAD, inner[k]);
          indices.writer().pushTerm(term, factor);
          method.mv.visitInsn(Opcodes.IADD);
          inner[k] = inner[k] == locals[k] ? method.locals.take(Type.INT_TYPE) : inner[k];
          method.mv.visitVarInsn(Opcodes.ISTORE, inner[k]);
        }
      }
    }
    return new PointAddresses(addresses, method, inner);
  }

  static boolean completedBy(int loop, IndexExpr.Term term) {
    var alone = new IndexExpr(0, List.of(term));
    if (!alone.uses(loop)) {
      return false;
    }
    return maxLoop(alone) == loop;
  }

  private static int maxLoop(IndexExpr expr) {
    return expr.terms().stream().mapToInt(t -> switch (t.atom()) {
      case IndexExpr.Atom.Var v -> v.axis();
      case IndexExpr.Atom.FloorDiv d -> maxLoop(d.of());
      case IndexExpr.Atom.Mod m -> maxLoop(m.of());
      case IndexExpr.Atom.Clamp c -> maxLoop(c.of());
      case IndexExpr.Atom.Load l -> l.map().stream().mapToInt(PointAddresses::maxLoop).max().orElse(-1);
    }).max().orElse(-1);
  }

  void pushRead(int access) {
    method.mv.visitVarInsn(Opcodes.ILOAD, locals[access]);
  }

  void pushWrite() {
    method.mv.visitVarInsn(Opcodes.ILOAD, locals[locals.length - 1]);
  }
}
