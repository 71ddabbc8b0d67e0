package jacquard.compiler.lower;

import jacquard.ir.loop.Access;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A structure seen as `out[…] = Σ vector[…, lane] · scalar[…]`: neighbours of the result along axis `lane` need neighbours of one
/// operand, and one element of the other.
///
/// `vector` and `scalar` are access numbers; `vectorDim` is the dimension of the vector operand that `lane` walks over, `resultDim`
/// that of the result.
record ContractionForm(int lane, int vector, int scalar, int vectorDim, int resultDim) {
  /// The best form for blocks of `block` lanes, preferably along result dimension `preferred`; empty where the structure is no contraction or no axis can be the lane.
  static Optional<ContractionForm> of(Structure s, int block, int preferred) {
    if (s.combine() != Combine.SUM || !s.gathers() || !(s.body() instanceof Scalar.Binary(BinaryFn fn, Scalar l, Scalar r))
        || fn != BinaryFn.MUL || !(l instanceof Scalar.Read(int a)) || !(r instanceof Scalar.Read(int b)) || a == b
        || s.indexOperands().findAny().isPresent() || s.reads().get(a).outside() != Access.Outside.ZERO || s.reads().get(b).outside() != Access.Outside.ZERO) {
      return Optional.empty();
    }
    ContractionForm best = null;
    for (int d = 0; d < s.write().size(); d++) {
      int axis = s.write().get(d).asVar();
      best = better(s, best, form(s, axis, d, a, b), block, preferred);
      best = better(s, best, form(s, axis, d, b, a), block, preferred);
    }
    return Optional.ofNullable(best);
  }

  /// The form with `lane` along access `vector`, if that is plain there and absent from `scalar`.
  private static @Nullable ContractionForm form(Structure s, int lane, int resultDim, int vector, int scalar) {
    List<IndexExpr> map = s.reads().get(vector).map();
    int[] dims = IntStream.range(0, map.size()).filter(d -> map.get(d).uses(lane)).toArray();
    boolean absent = s.reads().get(scalar).map().stream().noneMatch(e -> e.uses(lane));
    if (dims.length != 1 || !map.get(dims[0]).isVar() || !absent || s.axes().get(lane).extent().perBatch()
        || s.axes().get(lane).extent().isOne()) {
      return null;
    }
    return new ContractionForm(lane, vector, scalar, dims[0], resultDim);
  }

  /// The form with the better score; of equals the preferred, then the first.
  private static @Nullable ContractionForm better(Structure s, @Nullable ContractionForm a, @Nullable ContractionForm b, int block,
      int preferred) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    double gain = b.score(s, block) - a.score(s, block);
    return gain > 0 || gain == 0 && b.resultDim == preferred && a.resultDim != preferred ? b : a;
  }

  /// The share of lanes that do useful work, doubled where several axes of the result can be rows of a register tile: those that only the
  /// scalar factor walks over.
  private double score(Structure s, int block) {
    int extent = s.axes().get(lane).extent().count();
    double fill = (double) extent / (Math.ceilDiv(extent, block) * block);
    long rows = s.write().stream().mapToInt(IndexExpr::asVar)
        .filter(axis -> uses(s, scalar, axis) && !uses(s, vector, axis) && !s.axes().get(axis).extent().isOne()).count();
    return rows > 1 ? 2 * fill : fill;
  }

  private static boolean uses(Structure s, int access, int axis) {
    return s.reads().get(access).map().stream().anyMatch(e -> e.uses(axis));
  }
}
