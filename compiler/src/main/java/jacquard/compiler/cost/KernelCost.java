package jacquard.compiler.cost;

import com.google.common.math.LongMath;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Structure;
import java.util.List;
import java.util.stream.IntStream;

/// What one kernel does at one batch size.
///
///     operations = points · (operations of the body + 1 where points combine) + elements · operations of the epilogue
///     bytes      = Σ over operands and result: bytes of the different elements touched, each once
///     nanos      = max(operations / peak, bytes / bandwidth)
///
/// The time is a lower bound: what is read again from outside of the caches is not counted, nor what starting a kernel takes. A
/// multiply-add is two operations, any function one. Points that read padding are counted.
///
/// Source: Williams, Waterman & Patterson 2009, "Roofline: an insightful visual performance model", CACM 52(4), equation 1.
public record KernelCost(long operations, long bytes) {
  public static KernelCost of(LoopNest nest, int batch) {
    Structure s = nest.structure();
    long points = extent(s, IntStream.range(0, s.axes().size()), batch);
    long written = touched(s, s.write(), nest.result().type().shape().bound(batch).size(), batch);
    long combining = s.combine() == Combine.ASSIGN ? 0 : 1;
    long operations = points * (s.body().operations() + combining) + (s.hasEpilogue() ? written * s.epilogue().operations() : 0);
    long bytes = written * nest.result().type().dtype().bytes();
    for (int k = 0; k < nest.operands().size(); k++) {
      int operand = k;
      long size = nest.operands().get(k).type().shape().bound(batch).size();
      boolean isIndex = s.indexOperands().anyMatch(o -> o == operand);
      long read = s.reads().stream().filter(r -> r.operand() == operand).map(Access::map)
          .mapToLong(map -> touched(s, map, size, batch)).sum();
      bytes += Math.min(size, isIndex ? points : read) * nest.operands().get(k).type().dtype().bytes();
    }
    return new KernelCost(operations, bytes);
  }

  /// The different elements of a tensor of `size` elements that `map` reaches, at most.
  private static long touched(Structure s, List<IndexExpr> map, long size, int batch) {
    return Math.min(size, extent(s, IntStream.range(0, s.axes().size()).filter(a -> map.stream().anyMatch(i -> i.uses(a))), batch));
  }

  private static long extent(Structure s, IntStream axes, int batch) {
    return axes.mapToLong(a -> s.axes().get(a).extent().at(batch)).reduce(1, LongMath::saturatedMultiply);
  }

  /// The least time `machine` takes for it, with vectors of `lanes` elements on `threads` threads.
  public double nanos(Machine machine, int lanes, int threads) {
    double share = (double) Math.min(threads, machine.threads()) / machine.threads();
    return Math.max(operations / machine.gflops(lanes, threads), bytes / (machine.gigabytesPerSecond() * share));
  }
}
