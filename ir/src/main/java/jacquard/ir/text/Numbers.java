package jacquard.ir.text;

import jacquard.ir.NdArray;
import java.util.HexFormat;

/// Numbers as text that reads back to the same bits: `3`, `0.1`, `1.0E-7`, `-0.0`, `inf`, `-inf`, `nan`.
///
/// The shortest decimal that rounds to the number; whole numbers without fraction. A NaN whose payload is not Java's own carries
/// its bits: `nan0x7ff8000000000001`.
public final class Numbers {
  /// Beyond it not every whole number is a double, and `Double.toString` is shorter.
  private static final double WHOLE_BELOW = 0x1p53;
  private static final String NAN = "nan";
  private static final String NAN_BITS = "nan0x";

  private Numbers() {}

  public static String text(double value) {
    if (Double.isNaN(value)) {
      long bits = Double.doubleToRawLongBits(value);
      return bits == Double.doubleToRawLongBits(Double.NaN) ? NAN : NAN_BITS + HexFormat.of().toHexDigits(bits);
    }
    return isWhole(value) ? Long.toString((long) value) : finiteOrInfinite(value, Double.toString(value));
  }

  public static String text(float value) {
    if (Float.isNaN(value)) {
      int bits = Float.floatToRawIntBits(value);
      return bits == Float.floatToRawIntBits(Float.NaN) ? NAN : NAN_BITS + HexFormat.of().toHexDigits(bits);
    }
    return isWhole(value) ? Long.toString((long) value) : finiteOrInfinite(value, Float.toString(value));
  }

  private static boolean isWhole(double value) {
    return value == Math.rint(value) && Math.abs(value) < WHOLE_BELOW && (value != 0 || 1 / value > 0);
  }

  private static String finiteOrInfinite(double value, String finite) {
    return Double.isInfinite(value) ? (value > 0 ? "inf" : "-inf") : finite;
  }

  /// Element `index` of `array` in its own type; masks as `true` and `false`.
  static String element(NdArray array, int index) {
    return switch (array.dtype()) {
      case F32 -> text(array.floats()[index]);
      case F64 -> text(array.doubles()[index]);
      case I32 -> Integer.toString(array.ints()[index]);
      case I64 -> Long.toString(array.longs()[index]);
      case BOOL -> Boolean.toString(array.mask()[index] != 0);
    };
  }

  /// Reads what [#element] writes into element `index` of `array`.
  static void readElement(Lexer in, NdArray array, int index) {
    switch (array.dtype()) {
      case F32 -> array.floats()[index] = readFloat(in);
      case F64 -> array.doubles()[index] = readDouble(in);
      case I32 -> array.ints()[index] = in.integer();
      case I64 -> array.longs()[index] = in.longInteger();
      case BOOL -> array.mask()[index] = (byte) (in.bool() ? 1 : 0);
    }
  }

  /// Reads what [#text(double)] writes.
  public static double readDouble(Lexer in) {
    double sign = in.accept("-") ? -1 : 1;
    Token token = in.peek();
    if (token.kind() == Token.Kind.NUMBER) {
      return sign * Double.parseDouble(in.next().text());
    }
    if (token.isName("inf")) {
      in.next();
      return sign * Double.POSITIVE_INFINITY;
    }
    if (token.isName(NAN)) {
      in.next();
      return Double.NaN;
    }
    if (isNanBits(token, Long.BYTES)) {
      return Double.longBitsToDouble(HexFormat.fromHexDigitsToLong(in.next().text().substring(NAN_BITS.length())));
    }
    throw in.error("a number");
  }

  private static float readFloat(Lexer in) {
    if (isNanBits(in.peek(), Integer.BYTES)) {
      return Float.intBitsToFloat(HexFormat.fromHexDigits(in.next().text().substring(NAN_BITS.length())));
    }
    // Not through double: rounding twice can differ from rounding once.
    boolean negative = in.peek().is("-") && in.peek(1).kind() == Token.Kind.NUMBER;
    if (negative) {
      in.next();
    }
    if (in.peek().kind() == Token.Kind.NUMBER) {
      float size = Float.parseFloat(in.next().text());
      return negative ? -size : size;
    }
    return (float) readDouble(in);
  }

  private static boolean isNanBits(Token token, int bytes) {
    return token.kind() == Token.Kind.NAME && token.text().matches(NAN_BITS + "[0-9a-f]{" + 2 * bytes + "}");
  }

  /// Whether `token` begins an unsigned number.
  static boolean starts(Token token) {
    return token.kind() == Token.Kind.NUMBER || token.isName("inf") || token.isName(NAN) || isNanBits(token, Long.BYTES);
  }
}
