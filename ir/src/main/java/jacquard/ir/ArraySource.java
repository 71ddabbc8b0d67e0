package jacquard.ir;

/// Where the elements of an [NdArray] come from that has no array of its own: a file, memory in which they lie in another order, or other
/// arrays from which they are computed while they are read.
///
/// They never change. Any thread may ask.
public interface ArraySource {
  /// Element `index` in row-major order as a double, as [NdArray#get] gives it.
  double get(int index);

  /// Copies elements `[from, from + count)` in row-major order to `to`, a primitive array of the element type, from `at` on.
  void copy(int from, Object to, int at, int count);

  /// The dimension along which parts are read for the least.
  default int axis() {
    return 0;
  }

  /// Copies the elements of an array of shape `shape` whose indices in dimension [#axis] lie in `[from, from + count)`, in row-major order,
  /// to the beginning of `to`.
  default void copyPart(Shape shape, int from, int count, Object to) {
    int inner = 1;
    for (int d = axis() + 1; d < shape.rank(); d++) {
      inner *= shape.extent(d);
    }
    int extent = shape.rank() == 0 ? 1 : shape.extent(axis());
    int run = count * inner;
    int outer = Math.toIntExact(shape.size() / Math.max(1, (long) extent * inner));
    for (int i = 0; i < outer; i++) {
      copy((i * extent + from) * inner, to, i * run, run);
    }
  }
}
