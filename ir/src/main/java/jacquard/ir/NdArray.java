package jacquard.ir;

import java.lang.ref.SoftReference;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A host array: element type, fixed shape and row-major data. The array is shared, not copied.
///
/// Storage per element type: `float[]`, `double[]`, `int[]`, `long[]`, and `byte[]` holding 0 or 1 for `bool`. A *stored* array has none of
/// these: its elements lie elsewhere ([ArraySource]), where `get` and `copy` read them; `data()` and the like make an array of them, which
/// is kept as long as memory is plentiful. Nobody writes into it.
public final class NdArray {
  private final TensorType type;
  private final int size;
  private final @Nullable Object data;
  private final @Nullable ArraySource source;
  private volatile @Nullable SoftReference<Object> loaded;

  private NdArray(TensorType type, Object data, int length) {
    if (!type.shape().isCountable() || type.shape().size() != length) {
      throw UserError.of("array/size").problem("the data does not fill the shape")
          .got("%d elements for %s", length, type).expected("as many elements as %s has", type.shape()).build();
    }
    this.type = type;
    this.size = length;
    this.data = data;
    this.source = null;
  }

  private NdArray(TensorType type, ArraySource source) {
    this.type = type;
    this.size = Math.toIntExact(type.shape().size());
    this.data = null;
    this.source = source;
  }

  /// A stored array; `source` holds as many elements as `type` has.
  public static NdArray stored(TensorType type, ArraySource source) {
    return new NdArray(type, source);
  }

  public static NdArray of(Shape shape, float... data) {
    return new NdArray(new TensorType(DType.F32, shape), data, data.length);
  }

  public static NdArray of(Shape shape, double... data) {
    return new NdArray(new TensorType(DType.F64, shape), data, data.length);
  }

  public static NdArray of(Shape shape, int... data) {
    return new NdArray(new TensorType(DType.I32, shape), data, data.length);
  }

  public static NdArray of(Shape shape, long... data) {
    return new NdArray(new TensorType(DType.I64, shape), data, data.length);
  }

  /// A mask: every byte is 0 or 1.
  public static NdArray ofMask(Shape shape, byte... data) {
    return new NdArray(new TensorType(DType.BOOL, shape), data, data.length);
  }

  /// An array of zeros (false for `bool`).
  ///
  /// Errors: `array/memory` where the heap has no room for it, or where Java has no array as long.
  public static NdArray zeros(TensorType type) {
    long size = type.shape().size();
    try {
      return new NdArray(type, allocate(type.dtype(), Math.toIntExact(size)), (int) size);
    } catch (OutOfMemoryError | ArithmeticException e) {
      Runtime heap = Runtime.getRuntime();
      throw UserError.of("array/memory").problem("an array does not fit into memory")
          .got("%s: %d elements of %d bytes", type, size, type.dtype().bytes())
          .expected("at most %d elements, in one piece of the heap of %d MiB, of which %d MiB are in use", Integer.MAX_VALUE - 8,
              heap.maxMemory() >> 20, (heap.totalMemory() - heap.freeMemory()) >> 20)
          .fix("make it smaller, or allow a larger heap with -Xmx").cause(e).build();
    }
  }

  private static Object allocate(DType dtype, int size) {
    return switch (dtype) {
      case F32 -> new float[size];
      case F64 -> new double[size];
      case I32 -> new int[size];
      case I64 -> new long[size];
      case BOOL -> new byte[size];
    };
  }

  public static NdArray filled(TensorType type, double value) {
    NdArray array = zeros(type);
    for (int i = 0; i < array.size(); i++) {
      array.set(i, value);
    }
    return array;
  }

  public TensorType type() {
    return type;
  }

  public Shape shape() {
    return type.shape();
  }

  public DType dtype() {
    return type.dtype();
  }

  public int size() {
    return size;
  }

  /// Whether the elements lie elsewhere.
  public boolean isStored() {
    return source != null;
  }

  /// Element `index` in row-major order as a double; exact for every type but large `i64`.
  public double get(int index) {
    return switch (data) {
      case float[] a -> a[index];
      case double[] a -> a[index];
      case int[] a -> a[index];
      case long[] a -> a[index];
      case byte[] a -> a[index];
      case null, default -> Objects.requireNonNull(source).get(index);
    };
  }

  /// Copies elements `[from, from + count)` to `to`, a primitive array of the element type, from `at` on.
  public void copy(int from, Object to, int at, int count) {
    if (source == null) {
      System.arraycopy(data(), from, to, at, count);
    } else {
      source.copy(from, to, at, count);
    }
  }

  /// The dimension along which [#copyPart] reads parts.
  public int axis() {
    return source == null ? 0 : source.axis();
  }

  /// Copies the elements whose indices in dimension [#axis] lie in `[from, from + count)`, in row-major order, to the beginning of `to`, a
  /// primitive array of the element type.
  public void copyPart(int from, int count, Object to) {
    if (source == null) {
      int length = size / Math.max(1, shape().rank() == 0 ? 1 : shape().extent(0));
      System.arraycopy(data(), from * length, to, 0, count * length);
    } else {
      source.copyPart(shape(), from, count, to);
    }
  }

  /// Stores `value`, rounded to the element type (toward zero for integers, `value != 0` for `bool`).
  public void set(int index, double value) {
    switch (data()) {
      case float[] a -> a[index] = (float) value;
      case double[] a -> a[index] = value;
      case int[] a -> a[index] = (int) value;
      case long[] a -> a[index] = (long) value;
      case byte[] a -> a[index] = (byte) (value != 0 ? 1 : 0);
      default -> throw new IllegalStateException();
    }
  }

  /// The backing array; `float[]` for `f32`, and so on.
  public Object data() {
    return data != null ? data : loaded();
  }

  /// Two threads that ask at once may both read it.
  private Object loaded() {
    SoftReference<Object> known = loaded;
    Object array = known == null ? null : known.get();
    if (array == null) {
      array = zeros(type).data();
      copy(0, array, 0, size());
      loaded = new SoftReference<>(array);
    }
    return array;
  }

  public float[] floats() {
    return (float[]) data();
  }

  public double[] doubles() {
    return (double[]) data();
  }

  public int[] ints() {
    return (int[]) data();
  }

  public long[] longs() {
    return (long[]) data();
  }

  public byte[] mask() {
    return (byte[]) data();
  }

  /// The same data under another shape of equal size.
  public NdArray reshaped(Shape shape) {
    return source != null && shape.size() == size() ? stored(type.shaped(shape), new Reshaped(source))
        : new NdArray(type.shaped(shape), data(), size());
  }

  /// Under another shape, what is cheap along one dimension is so no longer.
  private record Reshaped(ArraySource of) implements ArraySource {
    @Override
    public double get(int index) {
      return of.get(index);
    }

    @Override
    public void copy(int from, Object to, int at, int count) {
      of.copy(from, to, at, count);
    }
  }

  /// A copy converted to `dtype`, element by element as `set` rounds.
  public NdArray cast(DType dtype) {
    NdArray out = zeros(type.typed(dtype));
    if (dtype == dtype()) {
      copy(0, out.data(), 0, size());
      return out;
    }
    for (int i = 0; i < size(); i++) {
      out.set(i, get(i));
    }
    return out;
  }

  /// Equal when type and every element's bits are equal.
  @Override
  public boolean equals(Object other) {
    return other instanceof NdArray that && type.equals(that.type) && Arrays.deepEquals(new Object[] {data()}, new Object[] {that.data()});
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, Arrays.deepHashCode(new Object[] {data()}));
  }

  @Override
  public String toString() {
    int shown = Math.min(size(), 16);
    var text = new StringBuilder(type.toString()).append(" {");
    for (int i = 0; i < shown; i++) {
      text.append(i == 0 ? "" : ", ").append(get(i));
    }
    return text.append(shown < size() ? ", …}" : "}").toString();
  }
}
