package jacquard.compiler.emit;

import jacquard.ir.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Writes sums of terms times literals: no term whose literal is 0, no product with 1 or -1, every further term added with one rounding.
///
/// A term whose literal is 1 stands in front where there is one, and the others follow in order.
final class LiteralSums {
  private final MethodVisitor mv;
  private final LocalAllocator locals;
  private final LaneForm form;
  private final DType type;
  /// The local of each literal that is a factor.
  private final Map<Double, Integer> literals = new LinkedHashMap<>();

  LiteralSums(MethodVisitor mv, LocalAllocator locals, LaneForm form, DType type) {
    this.mv = mv;
    this.locals = locals;
    this.form = form;
    this.type = type;
  }

  /// Keeps the factors among `row` in locals from here on.
  void hoist(List<Double> row) {
    for (double literal : row) {
      if (literal != 0 && Math.abs(literal) != 1 && !literals.containsKey(literal)) {
        int local = locals.take(form.localType(type));
        mv.visitLdcInsn(type == DType.F32 ? (Object) (float) literal : (Object) literal);
        form.broadcast(mv, type);
        form.exact(mv, type);
        locals.store(mv, local);
        literals.put(literal, local);
      }
    }
  }

  /// The local of `Σ row[i] · term i`, where `push` pushes a term.
  int sum(List<Double> row, IntConsumer push) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, row.size()).filter(i -> row.get(i) != 0).boxed().toList());
    IntStream.range(0, row.size()).filter(i -> row.get(i) == 1).findFirst().ifPresent(i -> {
      order.remove((Integer) i);
      order.addFirst(i);
    });
    int sum = locals.take(form.localType(type));
    if (order.isEmpty()) {
      new LaneLoads(mv, form).zero(type);
      form.exact(mv, type);
    }
    for (int n = 0; n < order.size(); n++) {
      int i = order.get(n);
      add(row.get(i), n == 0, sum, () -> push.accept(i));
      if (n + 1 < order.size()) {
        locals.store(mv, sum);
      }
    }
    locals.store(mv, sum);
    return sum;
  }

  /// Pushes `sum + literal · term`, or the product alone.
  private void add(double literal, boolean first, int sum, Runnable push) {
    if (first) {
      if (Math.abs(literal) != 1) {
        load(literal);
        push.run();
        call("mul", Opcodes.IMUL, LaneForm.VECTOR);
        return;
      }
      push.run();
      form.exact(mv, type);
      if (literal == -1) {
        call("neg", Opcodes.INEG, "");
      }
    } else if (Math.abs(literal) == 1) {
      locals.load(mv, sum);
      push.run();
      call(literal > 0 ? "add" : "sub", literal > 0 ? Opcodes.IADD : Opcodes.ISUB, LaneForm.VECTOR);
    } else {
      load(literal);
      push.run();
      locals.load(mv, sum);
      form.multiplyAdd(mv, type);
    }
  }

  private void load(double literal) {
    Integer local = literals.get(literal);
    if (local == null) {
      throw new IllegalStateException(literal + " is not hoisted");
    }
    locals.load(mv, local);
  }

  private void call(String name, int opcode, String arguments) {
    if (form.isScalar()) {
      mv.visitInsn(form.localType(type).getOpcode(opcode));
      return;
    }
    String vector = LaneForm.vectorClass(type);
    mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, vector, name, "(" + arguments + ")L" + vector + ";", false);
  }
}
