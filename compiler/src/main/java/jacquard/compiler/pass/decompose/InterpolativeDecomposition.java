package jacquard.compiler.pass.decompose;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRPDecomposition_F64;

/// A product of two factors, the rows of one of which are rows of the product (Cheng, Gimbutas, Martinsson & Rokhlin 2005,
/// doi:10.1137/030602678):
///
///     U · diag(values) · Vᵀ = left · right,   right = A[rows],   left = U · U[rows]⁻¹
///
/// In the reals the product is that of the singular value decomposition. But singular vectors of equal singular values are rotated at
/// random, and rounded; rows of the weights are as simple as the weights, so that factors of shifted identities, box and Sobel filters come
/// out without rounding. The rows are chosen by pivoting, which keeps `left` small; where it is not, the factors are the singular vectors.
/// Both carry about the same scale, by powers of two, for training that goes on with them.
record InterpolativeDecomposition(DMatrixRMaj left, DMatrixRMaj right) {
  /// Pivoting leaves coefficients near 1; much larger ones would amplify rounding.
  private static final double LARGEST = 4;

  static InterpolativeDecomposition of(LowRank a, int rank) {
    int k = Math.min(rank, a.values().length);
    DMatrixRMaj u = CommonOps_DDRM.extract(a.u(), 0, a.u().numRows, 0, k);
    DMatrixRMaj scaled = CommonOps_DDRM.transpose(CommonOps_DDRM.extract(a.v(), 0, a.v().numRows, 0, k), null);
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < scaled.numCols; j++) {
        scaled.set(i, j, a.values()[i] * scaled.get(i, j));
      }
    }
    DMatrixRMaj chosen = rows(u, k);
    var left = new DMatrixRMaj(k, u.numRows);
    boolean solved = CommonOps_DDRM.solve(CommonOps_DDRM.transpose(chosen, null), CommonOps_DDRM.transpose(u, null), left);
    if (!solved || CommonOps_DDRM.elementMaxAbs(left) > LARGEST) {
      return new InterpolativeDecomposition(u, scaled).balanced();
    }
    var right = new DMatrixRMaj(k, scaled.numCols);
    CommonOps_DDRM.mult(chosen, scaled, right);
    return new InterpolativeDecomposition(CommonOps_DDRM.transpose(left, null), right).balanced();
  }

  /// From elements of the matrix alone, `left = A[:, columns] · A[rows, columns]⁻¹` and `right = A[rows]`, where `vectors` tell which rows
  /// are taken: of a matrix that is exactly of rank `rank`. Rows and columns that are small against others keep their digits, which
  /// singular vectors, rounded against the largest, do not.
  ///
  /// Source   Goreinov, Tyrtyshnikov & Zamarashkin 1997, "A theory of pseudoskeleton approximations", doi:10.1016/S0024-3795(96)00301-1.
  static InterpolativeDecomposition ofElements(DMatrixRMaj a, LowRank vectors, int rank) {
    int k = Math.min(rank, vectors.values().length);
    int[] rows = pivots(CommonOps_DDRM.extract(vectors.u(), 0, a.numRows, 0, k), k);
    DMatrixRMaj right = selected(a, rows);
    DMatrixRMaj turned = CommonOps_DDRM.transpose(right, null);
    int[] columns = pivots(turned, k);
    var left = new DMatrixRMaj(k, a.numRows);
    DMatrixRMaj core = selected(turned, columns);
    if (!CommonOps_DDRM.solve(core, selected(CommonOps_DDRM.transpose(a, null), columns), left)) {
      return of(vectors, rank);
    }
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        left.set(j, rows[i], i == j ? 1 : 0);
      }
    }
    return new InterpolativeDecomposition(CommonOps_DDRM.transpose(left, null), right).balanced();
  }

  /// The `k` rows of `u` that pivoting takes first, in their order in `u`.
  private static DMatrixRMaj rows(DMatrixRMaj u, int k) {
    return selected(u, pivots(u, k));
  }

  private static int[] pivots(DMatrixRMaj u, int k) {
    QRPDecomposition_F64<DMatrixRMaj> pivoted = DecompositionFactory_DDRM.qrp(u.numCols, u.numRows);
    pivoted.decompose(CommonOps_DDRM.transpose(u, null));
    return IntStream.of(pivoted.getColPivots()).limit(k).sorted().toArray();
  }

  private static DMatrixRMaj selected(DMatrixRMaj u, int... chosen) {
    var rows = new DMatrixRMaj(chosen.length, u.numCols);
    for (int i = 0; i < chosen.length; i++) {
      CommonOps_DDRM.extract(u, chosen[i], chosen[i] + 1, 0, u.numCols, rows, i, 0);
    }
    return rows;
  }

  int rank() {
    return left.numCols;
  }

  private InterpolativeDecomposition balanced() {
    for (int k = 0; k < rank(); k++) {
      double ratio = largest(right, k, true) / largest(left, k, false);
      int half = ratio > 0 && ratio < Double.POSITIVE_INFINITY ? Math.getExponent(ratio) / 2 : 0;
      for (int i = 0; i < left.numRows; i++) {
        left.set(i, k, Math.scalb(left.get(i, k), half));
      }
      for (int j = 0; j < right.numCols; j++) {
        right.set(k, j, Math.scalb(right.get(k, j), -half));
      }
    }
    return this;
  }

  private static double largest(DMatrixRMaj matrix, int k, boolean row) {
    return IntStream.range(0, row ? matrix.numCols : matrix.numRows).mapToDouble(i -> Math.abs(row ? matrix.get(k, i) : matrix.get(i, k)))
        .max().orElse(0);
  }
}
