package jacquard.compiler.scalar;

import jacquard.ir.CompilerBug;
import jacquard.ir.DType;
import jacquard.runtime.FarAngles;

/// The meaning of every instruction that is not a leaf, on bits (as [Instruction] keeps them).
public final class BitArithmetic {
  private BitArithmetic() {}

  /// The bits of `value` rounded once to `type`, as Java casts; to `bool` by `!= 0`.
  public static long bitsOf(double value, DType type) {
    return switch (type) {
      case F32 -> Float.floatToRawIntBits((float) value);
      case F64 -> Double.doubleToRawLongBits(value);
      case I32 -> (int) value;
      case I64 -> (long) value;
      case BOOL -> value != 0 ? 1 : 0;
    };
  }

  /// The number that bits stand for (rounded once where an i64 has more than 53 digits).
  public static double valueOf(long bits, DType type) {
    return switch (type) {
      case F32 -> Float.intBitsToFloat((int) bits);
      case F64 -> Double.longBitsToDouble(bits);
      case I32, I64, BOOL -> bits;
    };
  }

  /// Whether 1/x is exact: a power of two whose reciprocal is a normal number too.
  static boolean isExactReciprocal(long bits, DType type) {
    double value = valueOf(bits, type);
    double reciprocal = 1 / value;
    return switch (type) {
      case F32 -> isPowerOfTwo(value) && Math.abs(value) >= Float.MIN_NORMAL && Math.abs(reciprocal) >= Float.MIN_NORMAL;
      case F64 -> isPowerOfTwo(value) && Math.abs(value) >= Double.MIN_NORMAL && Math.abs(reciprocal) >= Double.MIN_NORMAL;
      default -> false;
    };
  }

  private static boolean isPowerOfTwo(double value) {
    return Math.abs(value) <= Double.MAX_VALUE && value != 0 && (Double.doubleToRawLongBits(value) & ((1L << 52) - 1)) == 0;
  }

  /// The bits of `at` on arguments with the given bits; `from` is the type of the first argument.
  public static long apply(Instruction at, DType from, long... args) {
    Opcode op = at.op();
    if (op == Opcode.SELECT) {
      return args[0] != 0 ? args[1] : args[2];
    }
    if (op == Opcode.CONVERT) {
      return convert(from, at.type(), args[0]);
    }
    if (op == Opcode.BITCAST) {
      return at.type() == DType.I32 || at.type() == DType.F32 ? (int) args[0] : args[0];
    }
    long b = args.length > 1 ? args[1] : 0;
    return switch (from) {
      case F32 -> onFloats(at, Float.intBitsToFloat((int) args[0]), Float.intBitsToFloat((int) b), args);
      case F64 -> onDoubles(at, Double.longBitsToDouble(args[0]), Double.longBitsToDouble(b), args);
      case I32 -> onInts(at, (int) args[0], (int) b);
      case I64 -> onLongs(at, args[0], b);
      case BOOL -> onBooleans(op, args[0] != 0, b != 0) ? 1 : 0;
    };
  }

  private static long onFloats(Instruction at, float a, float b, long[] args) {
    if (at.op().isCompare()) {
      return compare(at.op(), a < b, a > b, a == b) ? 1 : 0;
    }
    return Float.floatToRawIntBits(switch (at.op()) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case FMA -> Math.fma(a, b, Float.intBitsToFloat((int) args[2]));
      case NEG -> -a;
      case ABS -> Math.abs(a);
      case SQRT -> (float) Math.sqrt(a);
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
      case FAR_SIN -> TrigCode.isFar(b) ? (float) FarAngles.sine(b) : a;
      case FAR_COS -> TrigCode.isFar(b) ? (float) FarAngles.cosine(b) : a;
      default -> throw illegal(at);
    });
  }

  private static long onDoubles(Instruction at, double a, double b, long[] args) {
    if (at.op().isCompare()) {
      return compare(at.op(), a < b, a > b, a == b) ? 1 : 0;
    }
    return Double.doubleToRawLongBits(switch (at.op()) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case FMA -> Math.fma(a, b, Double.longBitsToDouble(args[2]));
      case NEG -> -a;
      case ABS -> Math.abs(a);
      case SQRT -> Math.sqrt(a);
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
      case FAR_SIN -> TrigCode.isFar(b) ? FarAngles.sine(b) : a;
      case FAR_COS -> TrigCode.isFar(b) ? FarAngles.cosine(b) : a;
      default -> throw illegal(at);
    });
  }

  private static long onInts(Instruction at, int a, int b) {
    if (at.op().isCompare()) {
      return compare(at.op(), a < b, a > b, a == b) ? 1 : 0;
    }
    int value = switch (at.op()) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case NEG -> -a;
      case ABS -> Math.abs(a);
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
      case AND -> a & b;
      case OR -> a | b;
      case XOR -> a ^ b;
      case SHL -> a << at.index();
      case SHR -> a >> at.index();
      case USHR -> a >>> at.index();
      default -> throw illegal(at);
    };
    return value;
  }

  private static long onLongs(Instruction at, long a, long b) {
    if (at.op().isCompare()) {
      return compare(at.op(), a < b, a > b, a == b) ? 1 : 0;
    }
    return switch (at.op()) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case NEG -> -a;
      case ABS -> Math.abs(a);
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
      case AND -> a & b;
      case OR -> a | b;
      case XOR -> a ^ b;
      case SHL -> a << at.index();
      case SHR -> a >> at.index();
      case USHR -> a >>> at.index();
      default -> throw illegal(at);
    };
  }

  private static boolean onBooleans(Opcode op, boolean a, boolean b) {
    return switch (op) {
      case AND -> a && b;
      case OR -> a || b;
      case XOR -> a != b;
      case NOT -> !a;
      default -> throw CompilerBug.of("%s of bool", op.text());
    };
  }

  private static boolean compare(Opcode fn, boolean less, boolean greater, boolean equal) {
    return switch (fn) {
      case LT -> less;
      case LE -> less || equal;
      case GT -> greater;
      case GE -> greater || equal;
      case EQ -> equal;
      default -> !equal;
    };
  }

  private static long convert(DType from, DType to, long bits) {
    return switch (from) {
      case F32 -> fromFloat(to, Float.intBitsToFloat((int) bits));
      case F64 -> bitsOf(Double.longBitsToDouble(bits), to);
      case I32, I64, BOOL -> to == DType.F32 ? Float.floatToRawIntBits((float) bits)
          : to == DType.F64 ? Double.doubleToRawLongBits((double) bits) : to == DType.I32 ? (int) bits : bits;
    };
  }

  private static long fromFloat(DType to, float value) {
    return bitsOf(value, to); // float to double is exact, so that the cast from double is the cast from float
  }

  private static CompilerBug illegal(Instruction at) {
    return CompilerBug.of("no such operation on this type: %s", at.text());
  }
}
