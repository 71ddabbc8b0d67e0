package jacquard.ir;

/// Where the elements of an [NdArray] come from that has no array of its own: a file, or memory in which they lie in another order.
///
/// They never change. Any thread may ask.
public interface ArraySource {
  /// Element `index` in row-major order as a double, as [NdArray#get] gives it.
  double get(int index);

  /// Copies elements `[from, from + count)` in row-major order to `to`, a primitive array of the element type, from `at` on.
  void copy(int from, Object to, int at, int count);
}
