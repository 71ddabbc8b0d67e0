package jacquard.runtime;

import jacquard.ir.DType;

/// The arrays kernels read and write: one per element type and segment, never null.
///
/// Emitted code reads the fields directly, for example `memory.f32[args[0]]`. Arrays of `SCRATCH` are replaced by larger ones
/// between runs, so code must not keep them.
///
/// Layout of an array is up to the plan. (On HotSpot an array of half a G1 region or more starts on a region boundary after a
/// header of 16 bytes, so that in large `f32` arrays the elements 12, 28, 44, … lie on 64-byte boundaries.)
public final class Memory {
  /// The values of one run; reused by the next, nothing in it survives.
  public static final int SCRATCH = 0;
  /// Parameters and optimiser slots; persists between runs, independent of the batch size.
  public static final int STATE = 1;
  /// What the compiler computed ahead; shared by all contexts of a program and never written.
  public static final int CONSTANTS = 2;
  public static final int SEGMENTS = 3;

  public final float[][] f32 = new float[SEGMENTS][0];
  public final double[][] f64 = new double[SEGMENTS][0];
  public final int[][] i32 = new int[SEGMENTS][0];
  public final long[][] i64 = new long[SEGMENTS][0];
  public final byte[][] bool = new byte[SEGMENTS][0];

  /// Memory without elements.
  public Memory() {}

  /// The array of one type and segment: `float[]` for `f32`, and so on.
  public Object array(DType type, int segment) {
    return switch (type) {
      case F32 -> f32[segment];
      case F64 -> f64[segment];
      case I32 -> i32[segment];
      case I64 -> i64[segment];
      case BOOL -> bool[segment];
    };
  }

  /// The length of the array of one type and segment.
  public int length(DType type, int segment) {
    return switch (type) {
      case F32 -> f32[segment].length;
      case F64 -> f64[segment].length;
      case I32 -> i32[segment].length;
      case I64 -> i64[segment].length;
      case BOOL -> bool[segment].length;
    };
  }

  /// Replaces the array of one type and segment by zeros.
  public void allocate(DType type, int segment, int length) {
    switch (type) {
      case F32 -> f32[segment] = new float[length];
      case F64 -> f64[segment] = new double[length];
      case I32 -> i32[segment] = new int[length];
      case I64 -> i64[segment] = new long[length];
      case BOOL -> bool[segment] = new byte[length];
    }
  }

  /// Replaces all arrays of `segment` by zeros; for what a compiler fills, such as constants. Nothing is compared with the heap.
  public void allocate(int segment, Elements elements) {
    for (DType type : DType.values()) {
      allocate(type, segment, Math.toIntExact(elements.get(type)));
    }
  }

  /// Uses the arrays of `other` for `segment`, shared and not copied.
  public void share(int segment, Memory other) {
    f32[segment] = other.f32[segment];
    f64[segment] = other.f64[segment];
    i32[segment] = other.i32[segment];
    i64[segment] = other.i64[segment];
    bool[segment] = other.bool[segment];
  }

  /// The sizes of the arrays of `segment`.
  public Elements elements(int segment) {
    Elements elements = Elements.NONE;
    for (DType type : DType.values()) {
      elements = elements.with(type, length(type, segment));
    }
    return elements;
  }
}
