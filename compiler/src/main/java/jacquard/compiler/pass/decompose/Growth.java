package jacquard.compiler.pass.decompose;

import jacquard.ir.NdArray;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/// How much rounding shows in two layers that was none in one: for each pair of an output and an input channel, the terms of the product of
/// the factors against the weights themselves,
///
///     growth = max o,i   max r  max(Σ k |first|·|second|, |w − Σ k first·second| / 2u)  /  (√K · max r |w[o,i,r]|)
///
/// with the factors as [Split] has them, rounded to their type of unit roundoff `u`. The `K` terms are rounded independently, so that they
/// show as their number's root. What the two layers round is at most `growth` times what the
/// one may, whatever the scale of each filter and of each channel of the input, as both cancel out in every pair. The norm of the weights,
/// or of what they lose, says nothing of the kind: it does not see a channel whose weights are small because its inputs are large.
///
/// Infinite where the factors give a pair something of which the weights are zero.
///
/// Source   derived here; Higham 2002, "Accuracy and Stability of Numerical Algorithms", section 3.5, for the rounding of products of
/// matrices.
final class Growth {
  private Growth() {}

  /// Of the layers `first` and `second` in place of `w`.
  static double of(Split split, Weights w, NdArray first, NdArray second) {
    List<Entries> matrices = split.matrices(w);
    double largest = 0;
    double root = 1;
    for (int m = 0; m < matrices.size(); m++) {
      DMatrixRMaj left = Split.left(first, m, matrices.size()).matrix();
      DMatrixRMaj right = split.right(w, second, m, matrices.size()).matrix();
      DMatrixRMaj terms = product(magnitudes(left), magnitudes(right));
      DMatrixRMaj weights = matrices.get(m).matrix();
      DMatrixRMaj lost = product(left, right);
      CommonOps_DDRM.subtract(weights, lost, lost);
      largest = Math.max(largest, largest(weights, terms, lost, w, split));
      root = Math.sqrt(left.numCols);
    }
    return largest / root;
  }

  private static double largest(DMatrixRMaj weights, DMatrixRMaj terms, DMatrixRMaj lost, Weights w, Split split) {
    int rows = split.volume(w.kernel(), true);
    int columns = split.volume(w.kernel(), false);
    double largest = 0;
    for (int i = 0; i < weights.numRows; i += rows) {
      for (int o = 0; o < weights.numCols; o += columns) {
        double weight = largest(weights, i, i + rows, o, o + columns);
        double rounding = Math.max(largest(terms, i, i + rows, o, o + columns),
            largest(lost, i, i + rows, o, o + columns) / (2 * w.unit()));
        largest = Math.max(largest, rounding == 0 ? 0 : rounding / weight);
      }
    }
    return largest;
  }

  private static double largest(DMatrixRMaj m, int fromRow, int toRow, int fromColumn, int toColumn) {
    double largest = 0;
    for (int row = fromRow; row < toRow; row++) {
      for (int column = fromColumn; column < toColumn; column++) {
        largest = Math.max(largest, Math.abs(m.unsafe_get(row, column)));
      }
    }
    return largest;
  }

  private static DMatrixRMaj magnitudes(DMatrixRMaj m) {
    DMatrixRMaj magnitudes = m.copy();
    CommonOps_DDRM.abs(magnitudes);
    return magnitudes;
  }

  private static DMatrixRMaj product(DMatrixRMaj a, DMatrixRMaj b) {
    var c = new DMatrixRMaj(a.numRows, b.numCols);
    CommonOps_DDRM.mult(a, b, c);
    return c;
  }
}
