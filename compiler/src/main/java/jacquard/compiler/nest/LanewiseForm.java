package jacquard.compiler.nest;

import jacquard.ir.loop.Access;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A structure seen as `out[…, lane, row] = Σ moving[…, lane, row…] · fixed[…, lane]`: a sum of products lane by lane, one factor of which
/// is the same for a whole row of the result, as the weights of a depthwise convolution. A register tile of it holds neighbours of the row.
///
/// `moving` is an access number; `laneDim` is the dimension of the result along its lanes.
public record LanewiseForm(int moving, int laneDim) {
  /// The form whose rows are the last dimension of the result; empty where the structure is none.
  public static Optional<LanewiseForm> of(Structure s) {
    if (s.write().isEmpty() || s.combine() != Combine.SUM || !s.writesApart() || s.indexOperands().findAny().isPresent()
        || !(s.body() instanceof Scalar.Binary(BinaryFn fn, Scalar.Read(int a), Scalar.Read(int b))) || fn != BinaryFn.MUL || a == b
        || s.reads().get(a).outside() != Access.Outside.ZERO || s.reads().get(b).outside() != Access.Outside.ZERO) {
      return Optional.empty();
    }
    int row = s.write().getLast().asVar();
    int lane = IntStream.range(0, s.write().size() - 1).filter(d -> isLane(s, s.write().get(d).asVar(), List.of(a, b))).findFirst()
        .orElse(-1);
    boolean aMoves = row >= 0 && uses(s, a, row);
    boolean bMoves = row >= 0 && uses(s, b, row);
    return lane < 0 || aMoves == bMoves ? Optional.empty() : Optional.of(new LanewiseForm(aMoves ? a : b, lane));
  }

  private static boolean isLane(Structure s, int axis, List<Integer> factors) {
    return axis >= 0 && !s.axes().get(axis).extent().perBatch() && !s.axes().get(axis).extent().isOne()
        && factors.stream().allMatch(k -> s.reads().get(k).map().stream().anyMatch(i -> i.isVar(axis)));
  }

  private static boolean uses(Structure s, int access, int axis) {
    return s.reads().get(access).map().stream().anyMatch(i -> i.uses(axis));
  }
}
