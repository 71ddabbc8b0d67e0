package jacquard.compiler.emit;

import jacquard.compiler.nest.Addresses;
import jacquard.compiler.nest.TransformNest;
import jacquard.compiler.scalar.Instruction;
import jacquard.compiler.scalar.Opcode;
import jacquard.compiler.scalar.StepCode;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.text.LoopListing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.MethodNode;

/// The method that computes result number `number` of a transform's inner dimension for the tiles of a line: the sums along that dimension,
/// one for each index of the other, then the results of the other, each finished and stored at once.
///
/// Parameters: the arrays of all operands and the result; the offset of every read and of the write at the first tile; where the walk ends;
/// how far the guarded indices are from their ends; the batch size; and [#constants], the strides between lines and planes.
final class TransformMethod {
  /// A stride that may be a parameter of its own.
  private record Stride(int access, int loop) {}

  private final TransformNest transform;
  private final LoopNest nest;
  private final StepCode code;
  private final int number;
  private final DType type;
  private final LaneForm form;
  private final List<Stride> strides = new ArrayList<>();
  private final MethodVisitor mv;
  private final String owner;
  private final LocalAllocator locals;
  private final LaneLoads loads;
  private final LiteralSums sums;
  private final int walk;

  /// Writes the method into the class of `kernel`.
  TransformMethod(TransformNest transform, StepCode code, LoopListing listing, int number, KernelClassWriter kernel) {
    this.transform = transform;
    this.nest = transform.nest();
    this.code = code;
    this.number = number;
    this.type = code.accumulators().getFirst();
    this.form = LaneForm.of(nest.schedule().lanes());
    for (int k = 0; k <= reads(); k++) {
      addStrides(k);
    }
    var written = new MethodNode(Opcodes.ASM9, Opcodes.ACC_STATIC, name(), descriptor(), null, null);
    this.mv = written;
    this.locals = new LocalAllocator(batch() + 1 + strides.size());
    this.loads = new LaneLoads(mv, form);
    this.sums = new LiteralSums(mv, locals, form, type);
    this.walk = locals.take(Type.INT_TYPE);
    write(listing);
    this.owner = kernel.place(written);
  }

  /// Calls this method with what lies on the stack of `caller`.
  void call(MethodVisitor caller) {
    caller.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name(), descriptor(), false);
  }

  private void addStrides(int access) {
    boolean isRead = access == transform.form().read();
    for (int d : isSingle() ? List.of(transform.inner()) : List.of(transform.inner(), transform.other())) {
      int loop = isRead ? transform.in(d) : transform.out(d);
      boolean walked = Math.abs(expr(access).factorOf(loop)) <= Math.abs(expr(access).factorOf(transform.walk()));
      if (!walked && (isRead || d != transform.inner())) {
        strides.add(new Stride(access, loop));
      }
    }
  }

  private int reads() {
    return nest.structure().reads().size();
  }

  private IndexExpr expr(int access) {
    return access < reads() ? transform.addresses().read(access) : transform.addresses().write();
  }

  /// What the number of this method adds to an index.
  int shift(IndexExpr expr) {
    return number * expr.factorOf(transform.out(transform.inner()));
  }

  private boolean isSingle() {
    return transform.inner() == transform.other();
  }

  /// The checks on the write that the walk does not keep.
  static List<Addresses.Check> guards(TransformNest transform) {
    return transform.addresses().writeChecks().stream().filter(c -> !transform.walked().equals(Optional.of(c))).toList();
  }

  /// The strides that are parameters.
  List<Integer> constants() {
    return strides.stream().map(s -> expr(s.access).factorOf(s.loop)).toList();
  }

  String name() {
    return "result" + number;
  }

  String descriptor() {
    var text = new StringBuilder("(");
    nest.operands().forEach(b -> text.append(Code.array(b.type().dtype())));
    text.append(Code.array(nest.result().type().dtype()));
    text.append("I".repeat(batch() + 1 - offset(0) + strides.size()));
    return text.append(")V").toString();
  }

  private int offset(int access) {
    return nest.operands().size() + 1 + access;
  }

  private int limit() {
    return offset(reads() + 1);
  }

  private int room(int guard) {
    return limit() + 1 + guard;
  }

  private int batch() {
    return room(guards(transform).size());
  }

  private List<Double> row(int d, int out) {
    return IntStream.range(0, nest.extent(transform.in(d)).count())
        .mapToObj(i -> transform.form().dimensions().get(d).coefficient(out, i)).toList();
  }

  private int extent(int loop) {
    return nest.extent(loop).count();
  }

  private void write(LoopListing listing) {
    mv.visitCode();
    Rehearsals.skipWithoutResult(mv, nest);
    int inner = transform.inner();
    int other = transform.other();
    List<Double> first = row(inner, number);
    int lines = isSingle() ? 1 : extent(transform.in(other));
    int results = isSingle() ? 1 : extent(transform.out(other));
    sums.hoist(first);
    IntStream.range(0, isSingle() ? 0 : results).forEach(a -> sums.hoist(row(other, a)));
    LaneWriter finish = LaneWriter.hoist(code.finish(), form, mv, locals, this::isSteady, leaf -> load(leaf, 0, false));
    Code.line(mv, listing.bodyLine());
    new CountedLoop(mv, locals, walk).run(() -> Code.push(mv, 0), () -> mv.visitVarInsn(Opcodes.ILOAD, limit()), 1, () -> {
      int[] sum = new int[lines];
      for (int i = 0; i < lines; i++) {
        int line = i;
        sum[i] = sums.sum(first, j -> loadTerm(line, j));
      }
      for (int a = 0; a < results; a++) {
        int result = isSingle() ? sum[0] : sums.sum(row(other, a), i -> locals.load(mv, sum[i]));
        store(finish, result, a);
        if (!isSingle()) {
          locals.give(result);
        }
      }
      IntStream.of(sum).forEach(locals::give);
    });
    mv.visitInsn(Opcodes.RETURN);
    mv.visitMaxs(0, 0);
    mv.visitEnd();
  }

  private void loadTerm(int line, int column) {
    int read = transform.form().read();
    loads.load(type, () -> mv.visitVarInsn(Opcodes.ALOAD, nest.structure().reads().get(read).operand()), () -> {
      mv.visitVarInsn(Opcodes.ILOAD, offset(read));
      if (!isSingle()) {
        addMultiple(read, transform.in(transform.other()), line);
      }
      addMultiple(read, transform.in(transform.inner()), column);
      addWalked(read);
    }, form.isScalar() ? 1 : expr(read).factorOf(nest.schedule().vector()));
  }

  /// Adds `times` strides along `loop` to the offset on the stack.
  private void addMultiple(int access, int loop, int times) {
    int parameter = strides.indexOf(new Stride(access, loop));
    int factor = expr(access).factorOf(loop);
    if (times == 0 || factor == 0) {
      return;
    }
    if (parameter < 0) {
      Code.push(mv, times * factor);
    } else {
      mv.visitVarInsn(Opcodes.ILOAD, batch() + 1 + parameter);
      if (times > 1) {
        Code.push(mv, times);
        mv.visitInsn(Opcodes.IMUL);
      }
    }
    mv.visitInsn(Opcodes.IADD);
  }

  private void addWalked(int access) {
    int factor = expr(access).factorOf(transform.walk());
    if (factor != 0) {
      mv.visitVarInsn(Opcodes.ILOAD, walk);
      Code.push(mv, factor);
      mv.visitInsn(Opcodes.IMUL);
      mv.visitInsn(Opcodes.IADD);
    }
  }

  /// Result `a` of the other dimension, finished, where it lies inside.
  private void store(LaneWriter finish, int sum, int a) {
    var outside = new Label();
    List<Addresses.Check> guards = guards(transform);
    for (int g = 0; g < guards.size(); g++) {
      mv.visitVarInsn(Opcodes.ILOAD, room(g));
      Code.push(mv, isSingle() ? 0 : a * guards.get(g).index().factorOf(transform.out(transform.other())));
      mv.visitJumpInsn(Opcodes.IF_ICMPLE, outside);
    }
    LaneWriter.Values values = finish.write(leaf -> {
      if (leaf.op() == Opcode.READ && leaf.index() >= reads()) {
        locals.load(mv, sum);
      } else {
        load(leaf, a, true);
      }
    });
    loads.store(nest.result().type().dtype(), () -> mv.visitVarInsn(Opcodes.ALOAD, nest.operands().size()),
        () -> pushElement(reads(), a, true), () -> locals.load(mv, values.local(0)));
    values.free();
    mv.visitLabel(outside);
  }

  /// Whether a leaf of the epilogue, as the bias of a channel, is the same in all tiles.
  private boolean isSteady(Instruction leaf) {
    return leaf.op() == Opcode.COUNT || leaf.op() == Opcode.READ && leaf.index() < reads() && !expr(leaf.index()).uses(transform.walk())
        && !expr(leaf.index()).uses(transform.out(transform.other()));
  }

  private void load(Instruction leaf, int a, boolean walking) {
    if (leaf.op() == Opcode.COUNT) {
      Dim dim = code.finish().counts().get(leaf.index());
      mv.visitVarInsn(Opcodes.ILOAD, batch());
      Code.push(mv, dim.count());
      mv.visitInsn(Opcodes.IMUL);
      loads.spread(leaf.type());
      return;
    }
    int operand = nest.structure().reads().get(leaf.index()).operand();
    loads.load(nest.operands().get(operand).type().dtype(), () -> mv.visitVarInsn(Opcodes.ALOAD, operand),
        () -> pushElement(leaf.index(), a, walking), form.isScalar() ? 1 : expr(leaf.index()).factorOf(nest.schedule().vector()));
  }

  private void pushElement(int access, int a, boolean walking) {
    mv.visitVarInsn(Opcodes.ILOAD, offset(access));
    if (!isSingle()) {
      addMultiple(access, transform.out(transform.other()), a);
    }
    if (walking) {
      addWalked(access);
    }
  }
}
