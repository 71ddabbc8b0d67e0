package jacquard.compiler.emit;

import jacquard.compiler.scalar.Instruction;
import jacquard.compiler.scalar.Opcode;
import jacquard.compiler.scalar.ScalarCode;
import jacquard.compiler.scalar.Species;
import jacquard.ir.CompilerBug;
import jacquard.ir.DType;
import java.util.function.IntConsumer;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Instructions on vectors of the Vector API.
///
/// `bool` is a mask of the species of whatever was compared; it is cast where values of another type meet it. Never written:
/// transcendental operators and reductions, which give other bits compiled than interpreted.
final class VectorInstructions implements LaneInstructions {
  private static final String PACKAGE = "jdk/incubator/vector/";
  private static final String VECTOR = "Ljdk/incubator/vector/Vector;";
  private static final String MASK = "Ljdk/incubator/vector/VectorMask;";
  private static final String SPECIES = "Ljdk/incubator/vector/VectorSpecies;";
  private static final String OPERATORS = PACKAGE + "VectorOperators";

  private final ScalarCode code;
  private final LaneForm form;
  private final MethodVisitor mv;
  private final DType[] maskType;
  private final boolean[] receivers;

  VectorInstructions(ScalarCode code, LaneForm form, MethodVisitor mv) {
    if (!Species.fit(code, form.lanes())) {
      throw CompilerBug.of("no form of %d lanes for types %s", form.lanes(), code.laneTypes());
    }
    this.code = code;
    this.form = form;
    this.mv = mv;
    this.receivers = new boolean[code.size()];
    code.results().forEach(r -> receivers[r] = true);
    for (int i = 0; i < receivers.length; i++) {
      if (code.at(i).op().arguments() > 0) {
        receivers[receiver(code.at(i))] = true;
        receivers[code.at(i).a()] |= code.at(i).op().isFar();
      }
    }
    this.maskType = new DType[code.size()];
    for (int i = 0; i < maskType.length; i++) {
      Instruction at = code.at(i);
      maskType[i] = at.op().isCompare() ? code.at(at.a()).type()
          : at.type() == DType.BOOL && at.op().arguments() > 0 ? maskType[at.a()] : DType.F32;
    }
  }

  /// The value on which the method for `at` is called. Of the factors of a product or the terms of a sum, not a constant.
  private int receiver(Instruction at) {
    return switch (at.op()) {
      case SELECT -> at.c();
      case FMA, MUL, ADD -> isSwapped(at) ? at.b() : at.a();
      default -> at.op().isFar() ? at.b() : at.a();
    };
  }

  private boolean isSwapped(Instruction at) {
    return code.at(at.a()).isConst();
  }

  @Override
  public void settle(int value) {
    if (code.at(value).op().isLeaf() || code.at(value).isConst()) {
      exact(value);
    }
  }

  private void exact(int value) {
    if (receivers[value]) {
      form.exact(mv, code.at(value).type());
    }
  }

  @Override
  public boolean keepsConstants() {
    return true;
  }

  /// Masks are handed out as masks of the f32 species.
  @Override
  public boolean pushResult(int value, IntConsumer push) {
    boolean foreign = code.at(value).type() == DType.BOOL && maskType[value] != DType.F32;
    if (foreign) {
      pushMask(value, DType.F32, push);
    }
    return foreign;
  }

  private void pushMask(int value, DType type, IntConsumer push) {
    push.accept(value);
    if (maskType[value] != type) {
      form.pushSpecies(mv, type);
      mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, PACKAGE + "VectorMask", "cast", "(" + SPECIES + ")" + MASK, false);
    }
  }

  @Override
  public void write(int value, IntConsumer push) {
    Instruction at = code.at(value);
    if (at.isConst()) {
      ScalarInstructions.pushConstant(mv, at);
      form.broadcast(mv, at.type());
    } else if (at.op() == Opcode.SELECT) {
      push.accept(at.c());
      push.accept(at.b());
      pushMask(at.a(), at.type(), push);
      call(at.type(), "blend", VECTOR + MASK);
    } else if (at.op().isCompare()) {
      compare(at, push);
    } else if (at.op().isFar()) {
      far(at, push);
    } else if (at.type() == DType.BOOL) {
      onMasks(value, at, push);
    } else {
      push.accept(receiver(at));
      for (int n = 1; n < at.op().arguments(); n++) {
        push.accept(n == 1 && receiver(at) == at.b() ? at.a() : at.argument(n));
      }
      onVectors(value, at);
    }
  }

  private void compare(Instruction at, IntConsumer push) {
    push.accept(at.a());
    operator(at.op().name(), "Comparison");
    push.accept(at.b());
    mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, LaneForm.vectorClass(code.at(at.a()).type()), "compare",
        "(L" + OPERATORS + "$Comparison;" + VECTOR + ")" + MASK, false);
  }

  /// Lane by lane, where any lane is far; a branch that most loops never take.
  private void far(Instruction at, IntConsumer push) {
    var near = new Label();
    var end = new Label();
    farLanes(at, push);
    mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, PACKAGE + "VectorMask", "anyTrue", "()Z", false);
    mv.visitJumpInsn(Opcodes.IFEQ, near);
    String lane = at.type() == DType.F32 ? "F" : "D";
    push.accept(at.a());
    push.accept(at.b());
    for (int i = 0; i < form.lanes(); i++) {
      mv.visitIntInsn(Opcodes.BIPUSH, i);
      push.accept(at.b());
      mv.visitIntInsn(Opcodes.BIPUSH, i);
      mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, LaneForm.vectorClass(at.type()), "lane", "(I)" + lane, false);
      ScalarInstructions.callFar(mv, at);
      call(at.type(), "withLane", "I" + lane);
    }
    farLanes(at, push);
    call(at.type(), "blend", VECTOR + MASK);
    mv.visitJumpInsn(Opcodes.GOTO, end);
    mv.visitLabel(near);
    push.accept(at.a());
    mv.visitLabel(end);
    form.exact(mv, at.type());
  }

  /// Pushes the mask of the lanes that are far.
  private void farLanes(Instruction at, IntConsumer push) {
    push.accept(at.b());
    call(at.type(), "abs", "");
    operator("GE", "Comparison");
    ScalarInstructions.pushLimit(mv, at.type());
    mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, LaneForm.vectorClass(at.type()), "compare",
        "(L" + OPERATORS + "$Comparison;" + (at.type() == DType.F32 ? "F" : "D") + ")" + MASK, false);
  }

  private void onMasks(int value, Instruction at, IntConsumer push) {
    push.accept(at.a());
    if (at.op() != Opcode.NOT) {
      pushMask(at.b(), maskType[value], push);
    }
    String name = switch (at.op()) {
      case AND -> "and";
      case OR -> "or";
      case XOR -> "xor";
      case NOT -> "not";
      default -> throw CompilerBug.of("not an operation on masks: %s", at.text());
    };
    mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, PACKAGE + "VectorMask", name, "(" + (at.op() == Opcode.NOT ? "" : MASK) + ")" + MASK,
        false);
  }

  private void onVectors(int value, Instruction at) {
    switch (at.op()) {
      case ADD, SUB, MUL, DIV, MAX, MIN -> call(at.type(), at.op().text(), VECTOR);
      case NEG, ABS, SQRT -> call(at.type(), at.op().text(), "");
      case FMA -> call(at.type(), "fma", VECTOR + VECTOR);
      case AND, OR, XOR -> lanewise(at, "Associative");
      case SHL -> shift("LSHL", at);
      case SHR -> shift("ASHR", at);
      case USHR -> shift("LSHR", at);
      case CONVERT -> convert(value, code.at(at.a()).type(), at.type());
      case BITCAST -> reinterpret(value, code.at(at.a()).type(), at.type());
      default -> throw CompilerBug.of("not written here: %s", at.text());
    }
  }

  /// Calls a method of the vector class of `type` that gives a vector of that class.
  private void call(DType type, String name, String arguments) {
    String owner = LaneForm.vectorClass(type);
    mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, owner, name, "(" + arguments + ")L" + owner + ";", false);
  }

  private void operator(String name, String kind) {
    mv.visitFieldInsn(Opcodes.GETSTATIC, OPERATORS, name, "L" + OPERATORS + "$" + kind + ";");
  }

  /// The operator has to go below the second vector.
  private void lanewise(Instruction at, String kind) {
    operator(at.op().name(), kind);
    mv.visitInsn(Opcodes.SWAP);
    call(at.type(), "lanewise", "L" + OPERATORS + "$Binary;" + VECTOR);
  }

  private void shift(String name, Instruction at) {
    operator(name, "Binary");
    if (at.type() == DType.I64) {
      mv.visitLdcInsn((long) at.index());
    } else {
      mv.visitIntInsn(Opcodes.BIPUSH, at.index());
    }
    call(at.type(), "lanewise", "L" + OPERATORS + "$Binary;" + (at.type() == DType.I64 ? "J" : "I"));
  }

  private void convert(int value, DType from, DType to) {
    operator(letter(from) + "2" + letter(to), "Conversion");
    form.pushSpecies(mv, to);
    mv.visitInsn(Opcodes.ICONST_0);
    mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, LaneForm.vectorClass(from), "convertShape",
        "(L" + OPERATORS + "$Conversion;" + SPECIES + "I)" + VECTOR, false);
    mv.visitTypeInsn(Opcodes.CHECKCAST, LaneForm.vectorClass(to));
    exact(value);
  }

  private static String letter(DType type) {
    return switch (type) {
      case F32 -> "F";
      case F64 -> "D";
      case I32 -> "I";
      case I64 -> "L";
      case BOOL -> throw CompilerBug.of("bool is converted by select");
    };
  }

  private void reinterpret(int value, DType from, DType to) {
    String name = switch (to) {
      case F32 -> "reinterpretAsFloats";
      case F64 -> "reinterpretAsDoubles";
      case I32 -> "reinterpretAsInts";
      case I64 -> "reinterpretAsLongs";
      case BOOL -> throw CompilerBug.of("a bool has no bits to cast");
    };
    mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, LaneForm.vectorClass(from), name, "()L" + LaneForm.vectorClass(to) + ";", false);
    exact(value);
  }
}
