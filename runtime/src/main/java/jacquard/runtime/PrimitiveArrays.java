package jacquard.runtime;

import java.util.Arrays;

/// Moves elements between primitive arrays whose types are known only at run time. Between equal types every form is one plain
/// loop or `System.arraycopy`; between unequal types elements are converted one by one as Java's casts do, but a `long` that does not
/// fit an `int` is an `ArithmeticException`. Nothing allocates.
final class PrimitiveArrays {
  private PrimitiveArrays() {}

  static void zero(Object array, int from, int count) {
    switch (array) {
      case float[] a -> Arrays.fill(a, from, from + count, 0f);
      case double[] a -> Arrays.fill(a, from, from + count, 0d);
      case int[] a -> Arrays.fill(a, from, from + count, 0);
      case long[] a -> Arrays.fill(a, from, from + count, 0L);
      case byte[] a -> Arrays.fill(a, from, from + count, (byte) 0);
      default -> throw notPrimitive(array);
    }
  }

  /// `to[toAt + i] = from[fromAt + i]` for `i` in `[0, count)`.
  static void copy(Object from, int fromAt, Object to, int toAt, int count) {
    if (from.getClass() == to.getClass()) {
      System.arraycopy(from, fromAt, to, toAt, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      convert(from, fromAt + i, to, toAt + i);
    }
  }

  /// `to[toAt + places[i]] = from[fromAt + i]`.
  static void scatter(Object from, int fromAt, Object to, int toAt, int[] places) {
    if (from instanceof float[] f && to instanceof float[] t) {
      for (int i = 0; i < places.length; i++) {
        t[toAt + places[i]] = f[fromAt + i];
      }
    } else if (from instanceof double[] f && to instanceof double[] t) {
      for (int i = 0; i < places.length; i++) {
        t[toAt + places[i]] = f[fromAt + i];
      }
    } else {
      for (int i = 0; i < places.length; i++) {
        convert(from, fromAt + i, to, toAt + places[i]);
      }
    }
  }

  /// `to[toAt + places[i] + k] = from[fromAt + k · stride + i]` for `k` in `[0, abreast)`.
  static void interleave(Object from, int fromAt, int stride, int abreast, Object to, int toAt, int[] places) {
    if (from instanceof float[] f && to instanceof float[] t) {
      for (int i = 0; i < places.length; i++) {
        int at = toAt + places[i];
        for (int k = 0, next = fromAt + i; k < abreast; k++, next += stride) {
          t[at + k] = f[next];
        }
      }
    } else {
      for (int k = 0; k < abreast; k++) {
        scatter(from, fromAt + k * stride, to, toAt + k, places);
      }
    }
  }

  /// `to[toAt + i] = from[fromAt + places[i]]`.
  static void gather(Object from, int fromAt, int[] places, Object to, int toAt) {
    if (from instanceof float[] f && to instanceof float[] t) {
      for (int i = 0; i < places.length; i++) {
        t[toAt + i] = f[fromAt + places[i]];
      }
    } else if (from instanceof double[] f && to instanceof double[] t) {
      for (int i = 0; i < places.length; i++) {
        t[toAt + i] = f[fromAt + places[i]];
      }
    } else {
      for (int i = 0; i < places.length; i++) {
        convert(from, fromAt + places[i], to, toAt + i);
      }
    }
  }

  private static void convert(Object from, int fromAt, Object to, int toAt) {
    switch (from) {
      case float[] f -> store(to, toAt, f[fromAt]);
      case double[] f -> store(to, toAt, f[fromAt]);
      case int[] f -> store(to, toAt, (long) f[fromAt]);
      case long[] f -> store(to, toAt, f[fromAt]);
      case byte[] f -> store(to, toAt, (long) f[fromAt]);
      default -> throw notPrimitive(from);
    }
  }

  private static void store(Object to, int at, double value) {
    switch (to) {
      case float[] t -> t[at] = (float) value;
      case double[] t -> t[at] = value;
      case int[] t -> t[at] = (int) value;
      case long[] t -> t[at] = (long) value;
      case byte[] t -> t[at] = (byte) (value != 0 ? 1 : 0);
      default -> throw notPrimitive(to);
    }
  }

  private static void store(Object to, int at, long value) {
    switch (to) {
      case float[] t -> t[at] = (float) value;
      case double[] t -> t[at] = (double) value;
      case int[] t -> t[at] = Math.toIntExact(value);
      case long[] t -> t[at] = value;
      case byte[] t -> t[at] = (byte) (value != 0 ? 1 : 0);
      default -> throw notPrimitive(to);
    }
  }

  private static IllegalArgumentException notPrimitive(Object array) {
    return new IllegalArgumentException("not an array of a tensor's element type: " + array.getClass().getSimpleName());
  }
}
