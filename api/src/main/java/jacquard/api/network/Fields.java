package jacquard.api.network;

import com.google.common.math.LongMath;
import jacquard.api.layer.ReceptiveField;
import jacquard.ir.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/// How each kind of layer changes what an element sees of the input, by the rule that [ReceptiveField] states.
public final class Fields {
  private static final double FIRST_CENTRE = 0.5;

  private Fields() {}

  /// That of the input itself: one element.
  public static ReceptiveField ofInput(int rank) {
    List<Long> ones = Collections.nCopies(rank, 1L);
    return sliding(ones, ones, Collections.nCopies(rank, FIRST_CENTRE));
  }

  /// All of an input of these spatial extents.
  public static ReceptiveField whole(Shape spatial) {
    List<Long> extents = IntStream.range(0, spatial.rank()).mapToObj(d -> (long) spatial.extent(d)).toList();
    return new ReceptiveField(extents, Collections.nCopies(extents.size(), 0L), extents.stream().map(e -> e / 2.0).toList(), true,
        false);
  }

  /// Of what reads where the data say: it has no size of its own.
  public static ReceptiveField ofData() {
    return new ReceptiveField(List.of(), List.of(), List.of(), false, true);
  }

  /// After windows of these kernels, strides, paddings before and dilations.
  public static ReceptiveField window(ReceptiveField x, List<Integer> kernel, List<Integer> stride, List<Integer> padding,
      List<Integer> dilation) {
    if (x.isWhole() || x.dependsOnData() || kernel.size() != x.size().size()) {
      return x;
    }
    var sizes = new ArrayList<Long>();
    var jumps = new ArrayList<Long>();
    var starts = new ArrayList<Double>();
    for (int d = 0; d < x.size().size(); d++) {
      long reach = dilation.get(d) * (kernel.get(d) - 1L);
      sizes.add(LongMath.saturatedAdd(x.size().get(d), LongMath.saturatedMultiply(reach, x.jump().get(d))));
      jumps.add(LongMath.saturatedMultiply(x.jump().get(d), stride.get(d)));
      starts.add(x.start().get(d) + (reach / 2.0 - padding.get(d)) * x.jump().get(d));
    }
    return sliding(sizes, jumps, starts);
  }

  /// After a transposed convolution of these kernels, strides, paddings cut in front and dilations: an output sums the inputs whose
  /// windows it lies in, at most `⌈(dilation·(k − 1) + 1)/stride⌉` neighbours, and neighbouring outputs lie `jump/stride` apart:
  ///
  ///     size' = size + (⌈(dilation·(k − 1) + 1)/stride⌉ − 1)·jump      jump' = ⌈jump/stride⌉
  ///     start' = start + (padding − dilation·(k − 1)/2)·jump/stride
  ///
  /// Rounded up, a jump is at least 1: beyond the input's own resolution the sizes that follow are upper bounds.
  public static ReceptiveField transposedWindow(ReceptiveField x, List<Integer> kernel, List<Integer> stride, List<Integer> padding,
      List<Integer> dilation) {
    if (x.isWhole() || x.dependsOnData() || kernel.size() != x.size().size()) {
      return x;
    }
    IntToLongFunction reach = d -> dilation.get(d) * (kernel.get(d) - 1L);
    return sliding(
        each(x, d -> LongMath.saturatedAdd(x.size().get(d),
            LongMath.saturatedMultiply(Math.ceilDiv(reach.applyAsLong(d) + 1, stride.get(d)) - 1, x.jump().get(d)))),
        each(x, d -> Math.ceilDiv(x.jump().get(d), stride.get(d))),
        each(x, d -> x.start().get(d) + (padding.get(d) - reach.applyAsLong(d) / 2.0) * x.jump().get(d) / stride.get(d)));
  }

  private static <T> List<T> each(ReceptiveField x, IntFunction<T> ofDimension) {
    return IntStream.range(0, x.size().size()).mapToObj(ofDimension).toList();
  }

  /// After `to` positions are spread evenly over `from`, each reading `taps` neighbours, as resampling does:
  ///
  ///     size' = size + (taps − 1)·jump      jump' = ⌈jump·H / P⌉      start' = start + (H/P − 1)/2·jump where `centred`, else start
  ///
  /// A jump of part of an element counts as a whole one, so that sizes after it are upper bounds.
  public static ReceptiveField resampled(ReceptiveField x, List<Integer> taps, Shape from, Shape to, boolean centred) {
    if (x.isWhole() || x.dependsOnData() || taps.size() != x.size().size()) {
      return x;
    }
    var sizes = new ArrayList<Long>();
    var jumps = new ArrayList<Long>();
    var starts = new ArrayList<Double>();
    for (int d = 0; d < x.size().size(); d++) {
      double ratio = (double) from.extent(d) / to.extent(d);
      sizes.add(LongMath.saturatedAdd(x.size().get(d), LongMath.saturatedMultiply(taps.get(d) - 1L, x.jump().get(d))));
      jumps.add(Math.ceilDiv(LongMath.saturatedMultiply(x.jump().get(d), from.extent(d)), (long) to.extent(d)));
      starts.add(x.start().get(d) + (centred ? (ratio - 1) / 2 * x.jump().get(d) : 0));
    }
    return sliding(sizes, jumps, starts);
  }

  /// With the spatial dimensions in another order.
  public static ReceptiveField permuted(ReceptiveField x, List<Integer> order) {
    return x.isWhole() || x.dependsOnData() || order.size() != x.size().size() ? x : sliding(order.stream().map(x.size()::get).toList(),
        order.stream().map(x.jump()::get).toList(), order.stream().map(x.start()::get).toList());
  }

  /// The hull of both fields; where the jumps differ, the larger one counts.
  public static ReceptiveField join(ReceptiveField x, ReceptiveField other) {
    if (x.isWhole() || x.equals(other) || (x.dependsOnData() && !other.isWhole())) {
      return x;
    }
    if (other.isWhole() || other.dependsOnData()) {
      return other;
    }
    if (x.size().size() != other.size().size()) {
      return x.size().size() > other.size().size() ? x : other;
    }
    var sizes = new ArrayList<Long>();
    var jumps = new ArrayList<Long>();
    var starts = new ArrayList<Double>();
    for (int d = 0; d < x.size().size(); d++) {
      double lo = Math.min(x.start().get(d) - x.size().get(d) / 2.0, other.start().get(d) - other.size().get(d) / 2.0);
      double hi = Math.max(x.start().get(d) + x.size().get(d) / 2.0, other.start().get(d) + other.size().get(d) / 2.0);
      sizes.add(Math.round(hi - lo));
      jumps.add(Math.max(x.jump().get(d), other.jump().get(d)));
      starts.add((lo + hi) / 2);
    }
    return sliding(sizes, jumps, starts);
  }

  /// A window that is the same for every input.
  private static ReceptiveField sliding(List<Long> size, List<Long> jump, List<Double> start) {
    return new ReceptiveField(size, jump, start, false, false);
  }
}
