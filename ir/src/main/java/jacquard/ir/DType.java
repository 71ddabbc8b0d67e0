package jacquard.ir;

import java.util.Locale;

/// The type of one tensor element.
///
/// `f32` and `f64` carry values and gradients; `i32` and `i64` carry indices and class labels; `bool` carries masks (one byte each).
public enum DType {
  F32(4), F64(8), I32(4), I64(8), BOOL(1);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /// Bytes of one element in memory.
  public int bytes() {
    return bytes;
  }

  /// Whether gradients flow through values of this type.
  public boolean isFloat() {
    return this == F32 || this == F64;
  }

  /// The name used in every text form: `f32`, `i64`, `bool`.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The type named `text`.
  ///
  /// Errors: `dtype/unknown` where no type has that name.
  public static DType parse(String text) {
    for (DType type : values()) {
      if (type.text().equals(text)) {
        return type;
      }
    }
    throw UserError.of("dtype/unknown").problem("there is no element type '%s'", text)
        .expected("one of f32, f64, i32, i64, bool").build();
  }
}
