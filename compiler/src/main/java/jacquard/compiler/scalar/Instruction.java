package jacquard.compiler.scalar;

import jacquard.ir.DType;

/// One line of a [ScalarCode]: `type = op a, b, c`.
///
/// `a`, `b`, `c` are the numbers of earlier values, -1 where there are fewer. `immediate` holds the bits of a constant (as
/// `Float.floatToRawIntBits`, sign-extended; 0 or 1 for `bool`), the number of a read, index or count, or a shift's distance.
/// `type` is the type of the value; a comparison reads the type of its arguments from them.
public record Instruction(Opcode op, DType type, int a, int b, int c, long immediate) {
  static Instruction leaf(Opcode op, DType type, long immediate) {
    return new Instruction(op, type, -1, -1, -1, immediate);
  }

  /// The number of the read, index or count, or the distance of a shift.
  public int index() {
    return (int) immediate;
  }

  public boolean isConst() {
    return op == Opcode.CONST;
  }

  /// Argument number `n` of `op.arguments()`.
  public int argument(int n) {
    return switch (n) {
      case 0 -> a;
      case 1 -> b;
      default -> c;
    };
  }

  public float asFloat() {
    return Float.intBitsToFloat((int) immediate);
  }

  public double asDouble() {
    return Double.longBitsToDouble(immediate);
  }

  /// Text such as `f32 fma %0, %3, %2`, `f32 const 1.0`, `i32 shl %4, 23`, `f32 read 1`.
  public String text() {
    var text = new StringBuilder(type.text()).append(' ').append(op.text());
    for (int n = 0; n < op.arguments(); n++) {
      text.append(n == 0 ? " %" : ", %").append(argument(n));
    }
    if (op.isShift()) {
      text.append(", ").append(index());
    } else if (op.isLeaf() && op != Opcode.ACC) {
      text.append(' ').append(index());
    } else if (isConst()) {
      text.append(' ').append(constant());
    }
    return text.toString();
  }

  private String constant() {
    return switch (type) {
      case F32 -> Float.toString(asFloat());
      case F64 -> Double.toString(asDouble());
      case I32, I64 -> Long.toString(immediate);
      case BOOL -> immediate != 0 ? "true" : "false";
    };
  }
}
