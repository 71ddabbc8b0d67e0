package jacquard.compiler.decompose;

import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/// Two factors with a tap that costs nothing. Factors are known up to an invertible `G` alone, which the second takes back:
///
///     W = F ∘ S = (G·F) ∘ (S·G⁻¹)
///
/// Where one of the layers has three taps along a line, and its middle one, `F₀` or `S₀`, is square, `G = F₀⁻¹` or `G = S₀` makes that the
/// identity. The layer is then its operand plus what the two outer taps give, two thirds of the multiply-adds.
///
/// A middle tap that is nearly singular makes its neighbours large, whose terms cancel: the rounding of the factors, independent for each
/// element, shows in their product `amplification` times as much as the rounding of `W` itself,
///
///     amplification² = Σ k  ‖(G·F)[k]‖² · ‖(S·G⁻¹)[:, k]‖² / ‖W‖²        in Frobenius norms.
///
/// Source   derived here; that factors are unique up to `G` alone is elementary for any product of full rank.
///
/// `first` and `second` are the weights of the layers, `[channels out, channels in, taps…]`; one of them holds the outer taps alone.
public record IdentityTap(NdArray first, NdArray second, double amplification) {
  private static final int TAPS = 3;
  private static final int MIDDLE = 1;

  /// The dimension of the only line of taps in `w[o, i, taps…]`, if it has three and the taps are square; else -1.
  public static int line(NdArray w) {
    Shape shape = w.shape();
    boolean square = shape.extent(0) == shape.extent(1) && w.size() == TAPS * shape.extent(0) * shape.extent(1);
    return square ? IntStream.range(2, shape.rank()).filter(d -> shape.extent(d) == TAPS).findFirst().orElse(-1) : -1;
  }

  /// The factors `f` and `s` with the identity in the middle of the first or the second; empty where that tap has no inverse.
  public static Optional<IdentityTap> of(NdArray f, NdArray s, boolean inFirst) {
    List<DMatrixRMaj> before = taps(f);
    List<DMatrixRMaj> after = taps(s);
    DMatrixRMaj middle = (inFirst ? before : after).get(MIDDLE);
    var inverse = new DMatrixRMaj(middle.numRows, middle.numRows);
    if (!CommonOps_DDRM.invert(middle, inverse)) {
      return Optional.empty();
    }
    List<DMatrixRMaj> first = before.stream().map(m -> product(inFirst ? inverse : middle, m)).toList();
    List<DMatrixRMaj> second = after.stream().map(m -> product(m, inFirst ? middle : inverse)).toList();
    double amplification = amplification(before, after, first, second);
    return Double.isFinite(amplification) ? Optional.of(new IdentityTap(inFirst ? outer(f, first) : array(f.shape(), f, first),
        inFirst ? array(s.shape(), s, second) : outer(s, second), amplification)) : Optional.empty();
  }

  private static DMatrixRMaj product(DMatrixRMaj a, DMatrixRMaj b) {
    var c = new DMatrixRMaj(a.numRows, b.numCols);
    CommonOps_DDRM.mult(a, b, c);
    return c;
  }

  /// One matrix `[out, in]` for each tap.
  private static List<DMatrixRMaj> taps(NdArray w) {
    int rows = w.shape().extent(0);
    int columns = w.shape().extent(1);
    int count = w.size() / (rows * columns);
    return IntStream.range(0, count).mapToObj(t -> new Entries(rows, columns, (o, i) -> w.get((o * columns + i) * count + t)).matrix()).toList();
  }

  private static NdArray outer(NdArray w, List<DMatrixRMaj> taps) {
    return array(w.shape().with(line(w), Dim.of(TAPS - 1)), w, List.of(taps.getFirst(), taps.getLast()));
  }

  private static NdArray array(Shape shape, NdArray like, List<DMatrixRMaj> taps) {
    NdArray result = NdArray.zeros(like.type().shaped(shape));
    for (int t = 0; t < taps.size(); t++) {
      for (int i = 0; i < taps.get(t).getNumElements(); i++) {
        result.set(i * taps.size() + t, taps.get(t).get(i));
      }
    }
    return result;
  }

  /// `‖W‖² = Σ kl  (Σ y F_y·F_yᵀ)[k, l] · (Σ x S_xᵀ·S_x)[k, l]`.
  private static double amplification(List<DMatrixRMaj> f, List<DMatrixRMaj> s, List<DMatrixRMaj> first, List<DMatrixRMaj> second) {
    int rank = f.getFirst().numRows;
    var rows = new DMatrixRMaj(rank, rank);
    f.forEach(m -> CommonOps_DDRM.multAddTransB(m, m, rows));
    var columns = new DMatrixRMaj(rank, rank);
    s.forEach(m -> CommonOps_DDRM.multAddTransA(m, m, columns));
    double whole = 0;
    for (int i = 0; i < rank * rank; i++) {
      whole += rows.get(i) * columns.get(i);
    }
    double sum = 0;
    for (int k = 0; k < rank; k++) {
      int channel = k;
      sum += first.stream().mapToDouble(m -> squares(m, channel, true)).sum() * second.stream().mapToDouble(m -> squares(m, channel, false)).sum();
    }
    return Math.sqrt(sum / whole);
  }

  private static double squares(DMatrixRMaj m, int k, boolean row) {
    double sum = 0;
    for (int i = 0; i < (row ? m.numCols : m.numRows); i++) {
      double v = row ? m.get(k, i) : m.get(i, k);
      sum += v * v;
    }
    return sum;
  }
}
