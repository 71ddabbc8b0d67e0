package jacquard.compiler.nest;

import jacquard.ir.Dim;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import jacquard.ir.loop.SumOrder;
import java.util.List;

/// The levels of a sum whose loops run around all register tiles ([Schedule.Tile#hoisted]), innermost first: their accumulators lie in
/// memory.
///
/// The last level that a batch size needs lies in the result; each level before it in partial sums beside the result, one copy of it per
/// level. Which levels a tile adds to, and at which it stops, follows from the indices of the hoisted loops alone, so a call over some of
/// the examples goes on where the one before stopped.
public record HoistedSums(LoopNest nest, SumOrder order, List<SumOrder.Step> steps) {
  /// Copies begin where a vector of the widest would.
  private static final long ALIGNMENT = 16;

  public HoistedSums {
    steps = List.copyOf(steps);
  }

  /// Whether `nest` has any: then partial sums of it lie beside its result.
  public static boolean areIn(LoopNest nest) {
    return nest.schedule().tile().filter(t -> t.hoisted() > 0).isPresent();
  }

  public static HoistedSums of(LoopNest nest) {
    SumOrder order = SumOrder.of(nest);
    int end = TileLegality.firstReduced(nest) + nest.schedule().tile().map(Schedule.Tile::hoisted).orElse(0);
    return new HoistedSums(nest, order, order.steps().stream().takeWhile(s -> s.loop() < end).toList().reversed());
  }

  /// The extent of the loop of `level`.
  public Dim extent(int level) {
    return nest.extent(steps.get(level).loop());
  }

  /// Elements of one copy of the result that partial sums take.
  public static int copyElements(LoopNest nest) {
    return Math.toIntExact(Math.ceilDiv(nest.result().layout().elements(nest.result().type().shape(), 1), ALIGNMENT) * ALIGNMENT);
  }

  /// Copies of the result that partial sums take at a batch size.
  public int copies(int batch) {
    return (int) steps.stream().skip(1).filter(s -> nest.extent(s.loop()).at(batch) > s.stride()).count();
  }

  /// The bits of an index that count the steps of `level` within their run.
  public int mask(int level) {
    int around = around(level);
    return (around > 0 ? around - 1 : -1) & -steps.get(level).stride();
  }

  /// The stride of the step around that of `level`, 0 where there is none.
  public int around(int level) {
    int number = order.around(steps.size() - 1 - level);
    return number < 0 ? 0 : order.steps().get(number).stride();
  }
}
