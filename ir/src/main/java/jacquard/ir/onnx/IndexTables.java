package jacquard.ir.onnx;

import jacquard.ir.Shape;

/// Index functions at every point of some axes, as arrays that `Gather` takes.
final class IndexTables {
  /// As many as 512 MB of `i64`.
  private static final long MOST_ELEMENTS = 1 << 26;

  /// What is done at one point: its row-major number, and its index along each axis.
  @FunctionalInterface
  interface Visitor {
    void at(int number, int[] point);
  }

  private IndexTables() {}

  /// `shape`, of which a table can be made.
  static Shape fixed(Shape shape) {
    if (shape.isBatched()) {
      throw new Refusal("an index depends on the number of an example in its batch");
    }
    if (!shape.isCountable() || shape.size() > MOST_ELEMENTS) {
      throw new Refusal("a table of indices %s would have more than %d elements", shape, MOST_ELEMENTS);
    }
    return shape;
  }

  /// Visits the points of `shape` in row-major order.
  static void forEach(Shape shape, Visitor visitor) {
    int[] extents = shape.at(1);
    int[] point = new int[extents.length];
    int size = Math.toIntExact(shape.size());
    for (int number = 0; number < size; number++) {
      visitor.at(number, point);
      for (int d = extents.length - 1; d >= 0 && ++point[d] == extents[d]; d--) {
        point[d] = 0;
      }
    }
  }
}
