package jacquard.runtime;

import jacquard.ir.DType;
import jacquard.ir.UserError;
import java.util.Locale;

/// How many elements of each type something takes: a segment, a plan, a set of constants. In 64 bits, so that a plan too large
/// for Java's arrays can still be described (and refused).
public record Elements(long f32, long f64, long i32, long i64, long bool) {
  public static final Elements NONE = new Elements(0, 0, 0, 0, 0);

  /// The longest array HotSpot makes, with the reserve its own collections keep.
  static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  public static Elements of(DType type, long count) {
    return NONE.with(type, count);
  }

  public long get(DType type) {
    return switch (type) {
      case F32 -> f32;
      case F64 -> f64;
      case I32 -> i32;
      case I64 -> i64;
      case BOOL -> bool;
    };
  }

  /// These numbers with that of `type` replaced.
  public Elements with(DType type, long count) {
    return switch (type) {
      case F32 -> new Elements(count, f64, i32, i64, bool);
      case F64 -> new Elements(f32, count, i32, i64, bool);
      case I32 -> new Elements(f32, f64, count, i64, bool);
      case I64 -> new Elements(f32, f64, i32, count, bool);
      case BOOL -> new Elements(f32, f64, i32, i64, count);
    };
  }

  /// These numbers, with that of `type` at least `count`.
  public Elements atLeast(DType type, long count) {
    return count > get(type) ? with(type, count) : this;
  }

  /// 2⁶³ − 1 where they are more.
  public long bytes() {
    long bytes = 0;
    for (DType type : DType.values()) {
      if (get(type) > (Long.MAX_VALUE - bytes) / type.bytes()) {
        return Long.MAX_VALUE;
      }
      bytes += get(type) * type.bytes();
    }
    return bytes;
  }

  /// Errors: `plan/array` if one array cannot hold the elements of some type, which are those of `what`; `advice` is what helps.
  public void requireArrays(String what, String advice) {
    for (DType type : DType.values()) {
      if (get(type) > LONGEST_ARRAY) {
        throw UserError.of("plan/array").problem("%s does not fit into Java's arrays", what)
            .got("%s elements of type %s", grouped(get(type)), type.text())
            .expected("at most %s", grouped(LONGEST_ARRAY)).fix("%s", advice).build();
      }
    }
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
