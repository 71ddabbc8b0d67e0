package jacquard.compiler.nest;

import com.google.common.math.IntMath;
import jacquard.compiler.scalar.StepCode;
import jacquard.ir.Dim;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Buffer;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Structure;
import jacquard.ir.loop.SumOrder;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// How a nest treats the examples of a batch, and so whether one call over all of them can be several calls over some each, with the same
/// bits.
public enum BatchUse {
  /// Each example is computed from what belongs to it alone: calls may run over any ranges of examples, in any order.
  APART,
  /// The result adds up what the examples give, one after the other: a call goes on where the one before ended, so that calls run over
  /// ranges in order.
  SUMMED,
  /// Examples meet in another way, or there are none: one call.
  TOGETHER;

  /// How `nest` treats them. Guards: one axis runs over the batch, and buffers that hold a batch hold its examples one after the other and
  /// are read and written at that axis's index.
  public static BatchUse of(LoopNest nest) {
    Structure s = nest.structure();
    List<Integer> batches = IntStream.range(0, s.axes().size()).filter(a -> s.axes().get(a).extent().perBatch()).boxed().toList();
    if (batches.size() != 1) {
      return TOGETHER;
    }
    int axis = batches.getFirst();
    boolean own = Stream.concat(s.reads().stream(), s.reads().stream().flatMap(BatchUse::loaded).map(l -> Access.of(l.operand(), l.map())))
        .allMatch(r -> isOwn(r.map(), nest.operands().get(r.operand()), axis, s)) && s.indexOperands().allMatch(o -> isLoadedByReads(s, o));
    if (!own) {
      return TOGETHER;
    }
    if (nest.result().type().shape().isBatched()) {
      return isOwn(s.write(), nest.result(), axis, s) ? APART : TOGETHER;
    }
    return isSummed(nest, axis) ? SUMMED : TOGETHER;
  }

  /// Whether what has been added up so far must lie beside the result: an epilogue, which only the last call runs, may read what lies
  /// there.
  public static boolean keepsPartialSums(LoopNest nest) {
    return nest.structure().hasEpilogue() && of(nest) == SUMMED;
  }

  /// Whether a call of `nest` is told where partial sums lie: those of fewer than all examples, or of levels of hoisted loops
  /// ([HoistedSums]).
  public static boolean hasPartialSums(LoopNest nest) {
    return HoistedSums.areIn(nest) || keepsPartialSums(nest);
  }

  /// Of how many examples, or a multiple, a call of `nest` is where not all `batch` are: a sum that goes on keeps one number per element,
  /// so it is interrupted where a run of the loop over the batch ends ([SumOrder]) but where all examples are in one. Sums of hoisted loops
  /// keep all their levels.
  public static int slice(LoopNest nest, int batch) {
    if (HoistedSums.areIn(nest) || of(nest) != SUMMED) {
      return 1;
    }
    int unit = 1;
    for (SumOrder.Step step : SumOrder.of(nest).steps()) {
      Dim extent = nest.extent(step.loop());
      if (extent.perBatch() && step.stride() < extent.at(batch)) {
        unit = Math.max(unit, step.stride() / IntMath.gcd(step.stride(), extent.count()));
      }
    }
    return unit;
  }

  private static Stream<IndexExpr.Atom.Load> loaded(Access read) {
    return read.map().stream().flatMap(IndexExpr::loads);
  }

  /// What the write loads is not looked at.
  private static boolean isLoadedByReads(Structure s, int operand) {
    return s.write().stream().flatMap(IndexExpr::loads).noneMatch(l -> l.operand() == operand);
  }

  /// Whether `map` touches an example of `buffer`, if that holds examples, at its index alone.
  private static boolean isOwn(List<IndexExpr> map, Buffer buffer, int axis, Structure s) {
    for (int d = 0; d < map.size(); d++) {
      Dim extent = buffer.type().shape().dim(d);
      if (extent.perBatch()) {
        boolean outermost = buffer.layout().order().getFirst() == d && buffer.layout().block(d) == 1 && buffer.layout().lo().get(d) == 0
            && buffer.layout().hi().get(d) == 0;
        if (!outermost || !map.get(d).equals(IndexExpr.var(axis)) || !extent.equals(s.axes().get(axis).extent())) {
          return false;
        }
      }
    }
    return true;
  }

  /// Whether the loop over examples is the first of those summed over, and what the accumulators hold is what the result holds.
  private static boolean isSummed(LoopNest nest, int axis) {
    Structure s = nest.structure();
    List<Integer> reduced = s.reducedAxes();
    int first = nest.schedule().loops().stream().filter(l -> reduced.contains(l.axis())).findFirst().map(l -> l.axis()).orElse(-1);
    boolean epilogue = !s.hasEpilogue() || nest.schedule().tile().isEmpty();
    return first == axis && s.combine() != Combine.ASSIGN && !s.combine().isPosition() && epilogue && s.writesApart()
        && nest.result().type().dtype() == StepCode.of(nest).accumulators().getFirst();
  }
}
