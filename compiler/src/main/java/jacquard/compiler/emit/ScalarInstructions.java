package jacquard.compiler.emit;

import jacquard.compiler.scalar.Instruction;
import jacquard.compiler.scalar.Opcode;
import jacquard.compiler.scalar.ScalarCode;
import jacquard.compiler.scalar.TrigCode;
import jacquard.ir.CompilerBug;
import jacquard.ir.DType;
import jacquard.runtime.FarAngles;
import java.util.function.IntConsumer;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Instructions on primitives. `bool` is an `int` 0 or 1.
final class ScalarInstructions implements LaneInstructions {
  private static final String FAR = Type.getInternalName(FarAngles.class);

  private final ScalarCode code;
  private final MethodVisitor mv;

  ScalarInstructions(ScalarCode code, MethodVisitor mv) {
    this.code = code;
    this.mv = mv;
  }

  @Override
  public boolean keepsConstants() {
    return false;
  }

  @Override
  public void settle(int value) { }

  @Override
  public boolean pushResult(int value, IntConsumer push) {
    return false;
  }

  @Override
  public void write(int value, IntConsumer push) {
    Instruction at = code.at(value);
    if (at.op() == Opcode.SELECT) {
      select(at, push);
      return;
    }
    if (at.op().isFar()) {
      far(at, push);
      return;
    }
    for (int n = 0; n < at.op().arguments(); n++) {
      push.accept(at.argument(n));
    }
    Type type = LaneForm.SCALAR.localType(at.type());
    switch (at.op()) {
      case CONST -> pushConstant(mv, at);
      case ADD -> mv.visitInsn(type.getOpcode(Opcodes.IADD));
      case SUB -> mv.visitInsn(type.getOpcode(Opcodes.ISUB));
      case MUL -> mv.visitInsn(type.getOpcode(Opcodes.IMUL));
      case DIV -> mv.visitInsn(type.getOpcode(Opcodes.IDIV));
      case NEG -> mv.visitInsn(type.getOpcode(Opcodes.INEG));
      case ABS -> math("abs", type, 1);
      case MAX -> math("max", type, 2);
      case MIN -> math("min", type, 2);
      case FMA -> math("fma", type, 3);
      case SQRT -> sqrt(at.type());
      case LT, LE, GT, GE, EQ, NE -> compare(at.op(), code.at(at.a()).type());
      case AND -> mv.visitInsn(type.getOpcode(Opcodes.IAND));
      case OR -> mv.visitInsn(type.getOpcode(Opcodes.IOR));
      case XOR -> mv.visitInsn(type.getOpcode(Opcodes.IXOR));
      case NOT -> {
        mv.visitInsn(Opcodes.ICONST_1);
        mv.visitInsn(Opcodes.IXOR);
      }
      case SHL -> shift(type.getOpcode(Opcodes.ISHL), at);
      case SHR -> shift(type.getOpcode(Opcodes.ISHR), at);
      case USHR -> shift(type.getOpcode(Opcodes.IUSHR), at);
      case CONVERT -> convert(code.at(at.a()).type(), at.type());
      case BITCAST -> bitcast(at.type());
      case READ, ACC, INDEX, COUNT, SELECT, FAR_SIN, FAR_COS -> throw CompilerBug.of("not written here: %s", at.text());
    }
  }

  /// Pushes a constant as a primitive.
  static void pushConstant(MethodVisitor mv, Instruction at) {
    switch (at.type()) {
      case F32 -> mv.visitLdcInsn(at.asFloat());
      case F64 -> mv.visitLdcInsn(at.asDouble());
      case I32, BOOL -> mv.visitLdcInsn((int) at.immediate());
      case I64 -> mv.visitLdcInsn(at.immediate());
    }
  }

  private void select(Instruction at, IntConsumer push) {
    var otherwise = new Label();
    var end = new Label();
    push.accept(at.a());
    mv.visitJumpInsn(Opcodes.IFEQ, otherwise);
    push.accept(at.b());
    mv.visitJumpInsn(Opcodes.GOTO, end);
    mv.visitLabel(otherwise);
    push.accept(at.c());
    mv.visitLabel(end);
  }

  private void far(Instruction at, IntConsumer push) {
    var near = new Label();
    var end = new Label();
    push.accept(at.b());
    math("abs", LaneForm.SCALAR.localType(at.type()), 1);
    pushLimit(mv, at.type());
    mv.visitInsn(at.type() == DType.F32 ? Opcodes.FCMPL : Opcodes.DCMPL);
    mv.visitJumpInsn(Opcodes.IFLT, near);
    push.accept(at.b());
    callFar(mv, at);
    mv.visitJumpInsn(Opcodes.GOTO, end);
    mv.visitLabel(near);
    push.accept(at.a());
    mv.visitLabel(end);
  }

  static void pushLimit(MethodVisitor mv, DType type) {
    if (type == DType.F32) {
      mv.visitLdcInsn((float) TrigCode.FAR);
    } else {
      mv.visitLdcInsn(TrigCode.FAR);
    }
  }

  /// Calls the function of a far argument on the primitive on the stack.
  static void callFar(MethodVisitor mv, Instruction at) {
    if (at.type() == DType.F32) {
      mv.visitInsn(Opcodes.F2D);
    }
    mv.visitMethodInsn(Opcodes.INVOKESTATIC, FAR, at.op() == Opcode.FAR_SIN ? "sine" : "cosine", "(D)D", false);
    if (at.type() == DType.F32) {
      mv.visitInsn(Opcodes.D2F);
    }
  }

  private void math(String name, Type type, int arguments) {
    mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", name,
        "(" + type.getDescriptor().repeat(arguments) + ")" + type.getDescriptor(), false);
  }

  /// The double root of a float, rounded, is the correctly rounded root: 53 ≥ 2·24 + 2 (Figueroa 1995).
  private void sqrt(DType type) {
    if (type == DType.F32) {
      mv.visitInsn(Opcodes.F2D);
    }
    math("sqrt", Type.DOUBLE_TYPE, 1);
    if (type == DType.F32) {
      mv.visitInsn(Opcodes.D2F);
    }
  }

  /// The three-way comparison is chosen so that NaN makes the test false.
  private void compare(Opcode fn, DType type) {
    boolean less = fn == Opcode.LT || fn == Opcode.LE;
    int offset = switch (fn) {
      case LT -> Opcodes.IFLT;
      case LE -> Opcodes.IFLE;
      case GT -> Opcodes.IFGT;
      case GE -> Opcodes.IFGE;
      case EQ -> Opcodes.IFEQ;
      default -> Opcodes.IFNE;
    };
    var yes = new Label();
    var end = new Label();
    switch (type) {
      case F32 -> mv.visitInsn(less ? Opcodes.FCMPG : Opcodes.FCMPL);
      case F64 -> mv.visitInsn(less ? Opcodes.DCMPG : Opcodes.DCMPL);
      case I64 -> mv.visitInsn(Opcodes.LCMP);
      case I32, BOOL -> offset += Opcodes.IF_ICMPEQ - Opcodes.IFEQ;
    }
    mv.visitJumpInsn(offset, yes);
    mv.visitInsn(Opcodes.ICONST_0);
    mv.visitJumpInsn(Opcodes.GOTO, end);
    mv.visitLabel(yes);
    mv.visitInsn(Opcodes.ICONST_1);
    mv.visitLabel(end);
  }

  private void shift(int opcode, Instruction at) {
    mv.visitIntInsn(Opcodes.BIPUSH, at.index());
    mv.visitInsn(opcode);
  }

  private void convert(DType from, DType to) {
    mv.visitInsn(switch (from) {
      case F32 -> to == DType.F64 ? Opcodes.F2D : to == DType.I32 ? Opcodes.F2I : Opcodes.F2L;
      case F64 -> to == DType.F32 ? Opcodes.D2F : to == DType.I32 ? Opcodes.D2I : Opcodes.D2L;
      case I32 -> to == DType.F32 ? Opcodes.I2F : to == DType.F64 ? Opcodes.I2D : Opcodes.I2L;
      case I64 -> to == DType.F32 ? Opcodes.L2F : to == DType.F64 ? Opcodes.L2D : Opcodes.L2I;
      case BOOL -> throw CompilerBug.of("bool is converted by select");
    });
  }

  private void bitcast(DType to) {
    switch (to) {
      case F32 -> mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Float", "intBitsToFloat", "(I)F", false);
      case I32 -> mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Float", "floatToRawIntBits", "(F)I", false);
      case F64 -> mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Double", "longBitsToDouble", "(J)D", false);
      case I64 -> mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Double", "doubleToRawLongBits", "(D)J", false);
      case BOOL -> throw CompilerBug.of("a bool has no bits to cast");
    }
  }
}
