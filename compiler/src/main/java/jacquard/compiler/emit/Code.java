package jacquard.compiler.emit;

import jacquard.ir.DType;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Small pieces of bytecode that every emitter needs.
final class Code {
  private Code() {}

  /// Pushes an int constant in its shortest form.
  static void push(MethodVisitor mv, int value) {
    if (value >= -1 && value <= 5) {
      mv.visitInsn(Opcodes.ICONST_0 + value);
    } else if (value == (byte) value) {
      mv.visitIntInsn(Opcodes.BIPUSH, value);
    } else if (value == (short) value) {
      mv.visitIntInsn(Opcodes.SIPUSH, value);
    } else {
      mv.visitLdcInsn(value);
    }
  }

  /// Gives what follows a line number.
  static void line(MethodVisitor mv, int line) {
    var here = new Label();
    mv.visitLabel(here);
    mv.visitLineNumber(line, here);
  }

  /// The descriptor of an array of `type`: `[F`.
  static String array(DType type) {
    return switch (type) {
      case F32 -> "[F";
      case F64 -> "[D";
      case I32 -> "[I";
      case I64 -> "[J";
      case BOOL -> "[B";
    };
  }

  static int arrayLoad(DType type) {
    return switch (type) {
      case F32 -> Opcodes.FALOAD;
      case F64 -> Opcodes.DALOAD;
      case I32 -> Opcodes.IALOAD;
      case I64 -> Opcodes.LALOAD;
      case BOOL -> Opcodes.BALOAD;
    };
  }

  static int arrayStore(DType type) {
    return switch (type) {
      case F32 -> Opcodes.FASTORE;
      case F64 -> Opcodes.DASTORE;
      case I32 -> Opcodes.IASTORE;
      case I64 -> Opcodes.LASTORE;
      case BOOL -> Opcodes.BASTORE;
    };
  }

  /// The name of the field of `Memory` that holds the arrays of `type`.
  static String memoryField(DType type) {
    return type.text();
  }
}
