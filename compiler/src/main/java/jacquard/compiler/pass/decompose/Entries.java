package jacquard.compiler.pass.decompose;

import jacquard.ir.Interrupted;
import org.ejml.data.DMatrixRMaj;

/// A matrix by its elements, so that some can be looked at without copying all.
record Entries(int rows, int columns, Element element) {
  /// The element in `row`, `column`.
  @FunctionalInterface
  interface Element {
    double get(int row, int column);
  }

  double get(int row, int column) {
    return element.get(row, column);
  }

  DMatrixRMaj matrix() {
    var matrix = new DMatrixRMaj(rows, columns);
    for (int row = 0; row < rows; row++) {
      Interrupted.check();
      for (int column = 0; column < columns; column++) {
        matrix.unsafe_set(row, column, get(row, column));
      }
    }
    return matrix;
  }
}
