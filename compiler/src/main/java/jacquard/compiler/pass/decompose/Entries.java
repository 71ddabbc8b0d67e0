package jacquard.compiler.pass.decompose;

import jacquard.ir.Interrupted;
import jacquard.ir.NdArray;
import org.ejml.data.DMatrixRMaj;

/// A matrix by its elements, so that some can be looked at without copying all.
record Entries(int rows, int columns, Element element) {
  /// The element in `row`, `column`.
  @FunctionalInterface
  interface Element {
    double get(int row, int column);

    /// Puts the elements in these rows and columns into `to`, by way of `memory`.
    default void part(int[] rows, int[] columns, double[][] to, ProbeMemory memory) {
      for (int i = 0; i < rows.length; i++) {
        for (int j = 0; j < columns.length; j++) {
          to[i][j] = get(rows[i], columns[j]);
        }
      }
    }
  }

  /// A matrix of which element `row`, `column` is element `rowPlaces[row] + columnPlaces[column]` of `values`.
  static Entries of(NdArray values, int[] rowPlaces, int[] columnPlaces) {
    return new Entries(rowPlaces.length, columnPlaces.length, new Placed(values, rowPlaces, columnPlaces));
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

  @SuppressWarnings("ArrayRecordComponent") // not compared
  private record Placed(NdArray values, int[] rowPlaces, int[] columnPlaces) implements Element {
    @Override
    public double get(int row, int column) {
      return values.get(rowPlaces[row] + columnPlaces[column]);
    }

    /// What lies together is read together: half a million elements that lie far apart each take as long as a multiplication of matrices.
    @Override
    public void part(int[] rows, int[] columns, double[][] to, ProbeMemory memory) {
      if (rowPlaces[rowPlaces.length - 1] > columnPlaces[columnPlaces.length - 1]) {
        for (int i = 0; i < rows.length; i++) {
          memory.gather(values, rowPlaces[rows[i]], columnPlaces, columns, to[i]);
        }
        return;
      }
      var column = new double[rows.length];
      for (int j = 0; j < columns.length; j++) {
        memory.gather(values, columnPlaces[columns[j]], rowPlaces, rows, column);
        for (int i = 0; i < rows.length; i++) {
          to[i][j] = column[i];
        }
      }
    }
  }
}
