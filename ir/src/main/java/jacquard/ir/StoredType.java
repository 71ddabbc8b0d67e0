package jacquard.ir;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/// An element type of files of other origin, and the type its elements are read as: the narrowest of ours that holds each of its values.
///
/// | stored | read as |
/// | --- | --- |
/// | `F16` (IEEE 754 binary16), `BF16` (the upper half of binary32), `F32` | `f32` |
/// | `F64` | `f64` |
/// | `I8`, `U8`, `I16`, `U16`, `I32` | `i32` |
/// | `U32`, `I64`, `U64` below 2^63 | `i64` |
/// | `BOOL`, a byte of 0 or 1 | `bool` |
///
/// Numerics exact.
public enum StoredType {
  F16(2, DType.F32), BF16(2, DType.F32), F32(4, DType.F32), F64(8, DType.F64), I8(1, DType.I32), U8(1, DType.I32), I16(2, DType.I32),
  U16(2, DType.I32), I32(4, DType.I32), U32(4, DType.I64), I64(8, DType.I64), U64(8, DType.I64), BOOL(1, DType.BOOL);

  /// Read in well under a millisecond.
  private static final int PIECE_BYTES = 1 << 16;
  /// The bits of binary32 that BF16 leaves out.
  private static final int BF16_SHIFT = 16;

  private final int bytes;
  private final DType dtype;

  StoredType(int bytes, DType dtype) {
    this.bytes = bytes;
    this.dtype = dtype;
  }

  /// The one that stores `dtype` as it is.
  public static StoredType of(DType dtype) {
    return valueOf(dtype.name());
  }

  /// The one of this name, in capitals.
  public static Optional<StoredType> named(String name) {
    for (StoredType type : values()) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /// Bytes of one element in a file.
  public int bytes() {
    return bytes;
  }

  /// What elements are read as.
  public DType dtype() {
    return dtype;
  }

  /// Whether elements have the same bits in memory.
  public boolean isOurs() {
    return dtype.name().equals(name());
  }

  /// Fills `array`, which is of [#dtype()], with the elements whose bytes `source` gives in pieces, so that no copy of the whole is made.
  public <E extends Exception> void read(NdArray array, ByteOrder order, ArrayBytes.Source<E> source) throws E {
    int most = PIECE_BYTES / bytes;
    for (int from = 0, count; from < array.size(); from += count) {
      count = Math.min(most, array.size() - from);
      convert(ByteBuffer.wrap(source.next(count * bytes)).order(order), array, from, count);
    }
  }

  private void convert(ByteBuffer piece, NdArray array, int from, int count) {
    switch (this) {
      case F32 -> piece.asFloatBuffer().get(array.floats(), from, count);
      case F64 -> piece.asDoubleBuffer().get(array.doubles(), from, count);
      case I32 -> piece.asIntBuffer().get(array.ints(), from, count);
      case I64, U64 -> piece.asLongBuffer().get(array.longs(), from, count);
      case BOOL -> piece.get(array.mask(), from, count);
      case F16, BF16 -> {
        float[] to = array.floats();
        for (int i = 0; i < count; i++) {
          short bits = piece.getShort(i * bytes);
          to[from + i] = this == F16 ? Float.float16ToFloat(bits) : Float.intBitsToFloat(bits << BF16_SHIFT);
        }
      }
      case U32 -> {
        long[] to = array.longs();
        for (int i = 0; i < count; i++) {
          to[from + i] = Integer.toUnsignedLong(piece.getInt(i * bytes));
        }
      }
      case I8, U8, I16, U16 -> {
        int[] to = array.ints();
        for (int i = 0; i < count; i++) {
          to[from + i] = narrow(piece, i * bytes);
        }
      }
    }
  }

  private int narrow(ByteBuffer piece, int at) {
    return switch (this) {
      case I8 -> piece.get(at);
      case U8 -> Byte.toUnsignedInt(piece.get(at));
      case I16 -> piece.getShort(at);
      case U16 -> Short.toUnsignedInt(piece.getShort(at));
      case F16, BF16, F32, F64, I32, U32, I64, U64, BOOL -> throw new IllegalStateException(name());
    };
  }

  /// The first element of `array`, as [#read] filled it, whose bytes this type does not have: a `BOOL` that is neither 0 nor 1, a `U64` of
  /// 2^63 and more; -1 where there is none.
  public int firstBad(NdArray array) {
    if (this == BOOL || this == U64) {
      for (int i = 0; i < array.size(); i++) {
        if (this == BOOL ? (array.mask()[i] & ~1) != 0 : array.longs()[i] < 0) {
          return i;
        }
      }
    }
    return -1;
  }
}
