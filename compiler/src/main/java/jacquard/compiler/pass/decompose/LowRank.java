package jacquard.compiler.pass.decompose;

import jacquard.ir.Interrupted;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/// The leading part of a singular value decomposition, `A ≈ U · diag(values) · Vᵀ`, with what it leaves out.
///
/// Small matrices are decomposed whole. Of larger ones the range is found first, by products with random vectors, and then the
/// part of the matrix in that range decomposed (Halko, Martinsson & Tropp 2011, arXiv:0909.4061, algorithms 4.1 and 5.1). The random
/// vectors are the same on every run.
///
/// Numerics in double. `lost` is the Frobenius norm of what lies outside the range found, `norm` that of the matrix.
record LowRank(DMatrixRMaj u, double[] values, DMatrixRMaj v, double lost, double norm) {
  /// Below this many rows or columns a whole decomposition takes milliseconds.
  private static final int SMALL = 64;
  /// Further random vectors than the rank that is looked for: the error of the range falls off exponentially with them.
  private static final int OVERSAMPLING = 8;
  /// More than rounding to `f32` leaves after elimination, and less than any pivot a random matrix shows.
  private static final double ZERO_PIVOT = 1e-4;
  /// Rows and columns of a part beyond the rank that it is to exceed: a few show that nearly always.
  private static final int[] MARGINS = {4, 24};
  private static final long SEED = 0x5eed;
  /// Differences of squares are good for half the digits; smaller losses are computed directly.
  private static final double RESOLVED = 1e-10;

  /// The decomposition of `a` up to `rank`, at least.
  static LowRank of(DMatrixRMaj a, int rank) {
    int least = Math.min(a.numRows, a.numCols);
    double norm = NormOps_DDRM.normF(a);
    if (least <= SMALL || rank + OVERSAMPLING >= least) {
      return whole(a, 0, norm);
    }
    var random = new Random(SEED);
    var probe = new DMatrixRMaj(a.numCols, rank + OVERSAMPLING);
    for (int i = 0; i < probe.getNumElements(); i++) {
      probe.data[i] = random.nextGaussian();
    }
    var sampled = new DMatrixRMaj(a.numRows, probe.numCols);
    CommonOps_DDRM.mult(a, probe, sampled);
    DMatrixRMaj range = orthonormal(sampled);
    var part = new DMatrixRMaj(a.numCols, probe.numCols); // (rangeᵀ·a)ᵀ, tall, so that its own range is found cheaply
    CommonOps_DDRM.multTransA(a, range, part);
    DMatrixRMaj columns = orthonormal(part);
    var core = new DMatrixRMaj(probe.numCols, probe.numCols); // rangeᵀ · a · columns
    CommonOps_DDRM.multTransA(part, columns, core);
    LowRank inner = whole(core, lost(a, range, part, norm), norm);
    return new LowRank(product(range, inner.u), inner.values, product(columns, inner.v), inner.lost, norm);
  }

  /// Of a matrix much longer than wide, the triangular factor is decomposed.
  private static LowRank whole(DMatrixRMaj a, double lost, double norm) {
    if (a.numCols > 2 * a.numRows) {
      LowRank turned = whole(CommonOps_DDRM.transpose(a, null), lost, norm);
      return new LowRank(turned.v, turned.values, turned.u, lost, norm);
    }
    if (a.numRows > 2 * a.numCols) {
      DMatrixRMaj columns = orthonormal(a);
      var triangle = new DMatrixRMaj(a.numCols, a.numCols);
      CommonOps_DDRM.multTransA(columns, a, triangle);
      LowRank inner = whole(triangle, lost, norm);
      return new LowRank(product(columns, inner.u), inner.values, inner.v, lost, norm);
    }
    SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(a.numRows, a.numCols, true, true, true);
    if (!svd.decompose(a.copy())) {
      throw new ArithmeticException(String.format(Locale.ROOT, "the singular value decomposition of a matrix of %d by %d did not converge",
          a.numRows, a.numCols));
    }
    DMatrixRMaj u = svd.getU(null, false);
    DMatrixRMaj v = svd.getV(null, false);
    double[] values = svd.getSingularValues();
    int count = Math.min(a.numRows, a.numCols);
    SingularOps_DDRM.descendingOrder(u, false, values, count, v, false);
    return new LowRank(u, Arrays.copyOf(values, count), v, lost, norm);
  }

  private static DMatrixRMaj orthonormal(DMatrixRMaj a) {
    QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(a.numRows, a.numCols);
    qr.decompose(a);
    return qr.getQ(null, true);
  }

  private static DMatrixRMaj product(DMatrixRMaj a, DMatrixRMaj b) {
    var c = new DMatrixRMaj(a.numRows, b.numCols);
    CommonOps_DDRM.mult(a, b, c);
    return c;
  }

  /// The norm of `a - range · partᵀ`.
  private static double lost(DMatrixRMaj a, DMatrixRMaj range, DMatrixRMaj part, double norm) {
    double kept = NormOps_DDRM.normF(part);
    double squares = norm * norm - kept * kept;
    if (squares > RESOLVED * norm * norm) {
      return Math.sqrt(squares);
    }
    var rest = new DMatrixRMaj(a.numRows, a.numCols);
    CommonOps_DDRM.multTransB(range, part, rest);
    CommonOps_DDRM.subtract(a, rest, rest);
    return NormOps_DDRM.normF(rest);
  }

  /// The square of the norm of what rank `rank` leaves out.
  double squaredResidual(int rank) {
    return lost * lost + IntStream.range(Math.min(rank, values.length), values.length).mapToDouble(i -> values[i] * values[i]).sum();
  }

  /// The rank of a square part of `a` slightly larger than `rank`: no more than the rank of `a`, so that one above `rank` shows that `a`
  /// has none that low; and most likely the rank of `a` if that is at most `rank`.
  ///
  /// The part is drawn at random, and its pivots counted that rounding to `f32` cannot explain.
  static int probe(Entries a, int rank, ProbeMemory memory) {
    int found = 0;
    for (int i = 0; i < MARGINS.length && found <= rank; i++) {
      found = Math.max(found, pivots(a, Math.min(rank + MARGINS[i], Math.min(a.rows(), a.columns())), memory));
    }
    return found;
  }

  /// `count` numbers below `bound`.
  private static int[] distinct(Random random, int bound, int count) {
    var drawn = new boolean[bound];
    var numbers = new int[count];
    for (int i = 0; i < count; i++) {
      int number = random.nextInt(bound);
      while (drawn[number]) {
        number = random.nextInt(bound);
      }
      drawn[number] = true;
      numbers[i] = number;
    }
    return numbers;
  }

  private static int pivots(Entries a, int size, ProbeMemory memory) {
    var random = new Random(SEED);
    int[] rows = distinct(random, a.rows(), size);
    int[] columns = distinct(random, a.columns(), size);
    Interrupted.check();
    double[][] part = memory.square(size);
    a.element().part(rows, columns, part, memory);
    double largest = 0;
    for (double[] row : part) {
      for (int j = 0; j < size; j++) {
        largest = Math.max(largest, Math.abs(row[j]));
      }
    }
    return Elimination.pivots(part, largest * ZERO_PIVOT);
  }
}
