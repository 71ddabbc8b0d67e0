package jacquard.api;

import com.google.common.math.LongMath;
import jacquard.ir.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Which part of the input one element of a layer sees, per spatial dimension of the input.
///
///     size' = size + dilation·(k − 1)·jump      jump' = jump·stride      start' = start + (dilation·(k − 1)/2 − padding)·jump
///
/// Units    `size` and `jump` in input elements; `start` is the centre of the first element's field, where the first input
///          element's own centre is 0.5 (it is negative or below the input where padding is seen).
/// At a join the field is the hull of both. After a dense or global layer it is the whole input (`isWhole`): its size is the
/// input's, its centre the input's middle, and its jump 0, for there is no next position. Behind reads whose place the data decide, as
/// those of a deformable convolution, it depends on the data (`dependsOnData`), and the lists are empty.
/// Source: the lecture notes' rule, `seeds/facts.json`, `receptive_field_example`.
public record ReceptiveField(List<Long> size, List<Long> jump, List<Double> start, boolean isWhole, boolean dependsOnData) {
  private static final double FIRST_CENTRE = 0.5;

  public ReceptiveField {
    size = List.copyOf(size);
    jump = List.copyOf(jump);
    start = List.copyOf(start);
  }

  /// A window that is the same for every input.
  private ReceptiveField(List<Long> size, List<Long> jump, List<Double> start) {
    this(size, jump, start, false, false);
  }

  /// That of the input itself: one element.
  static ReceptiveField ofInput(int rank) {
    List<Long> ones = Collections.nCopies(rank, 1L);
    return new ReceptiveField(ones, ones, Collections.nCopies(rank, FIRST_CENTRE));
  }

  /// All of an input of these spatial extents.
  static ReceptiveField whole(Shape spatial) {
    List<Long> extents = IntStream.range(0, spatial.rank()).mapToObj(d -> (long) spatial.extent(d)).toList();
    return new ReceptiveField(extents, Collections.nCopies(extents.size(), 0L), extents.stream().map(e -> e / 2.0).toList(), true,
        false);
  }

  /// Of what reads where the data say: it has no size of its own.
  static ReceptiveField ofData() {
    return new ReceptiveField(List.of(), List.of(), List.of(), false, true);
  }

  /// After windows of these kernels, strides, paddings before and dilations.
  ReceptiveField window(List<Integer> kernel, List<Integer> stride, List<Integer> padding, List<Integer> dilation) {
    if (isWhole || dependsOnData || kernel.size() != size.size()) {
      return this;
    }
    var sizes = new ArrayList<Long>();
    var jumps = new ArrayList<Long>();
    var starts = new ArrayList<Double>();
    for (int d = 0; d < size.size(); d++) {
      long reach = dilation.get(d) * (kernel.get(d) - 1L);
      sizes.add(LongMath.saturatedAdd(size.get(d), LongMath.saturatedMultiply(reach, jump.get(d))));
      jumps.add(LongMath.saturatedMultiply(jump.get(d), stride.get(d)));
      starts.add(start.get(d) + (reach / 2.0 - padding.get(d)) * jump.get(d));
    }
    return new ReceptiveField(sizes, jumps, starts);
  }

  /// After a transposed convolution of these kernels, strides, paddings cut in front and dilations: an output sums the inputs whose
  /// windows it lies in, at most `⌈(dilation·(k − 1) + 1)/stride⌉` neighbours, and neighbouring outputs lie `jump/stride` apart:
  ///
  ///     size' = size + (⌈(dilation·(k − 1) + 1)/stride⌉ − 1)·jump      jump' = ⌈jump/stride⌉
  ///     start' = start + (padding − dilation·(k − 1)/2)·jump/stride
  ///
  /// Rounded up, a jump is at least 1: beyond the input's own resolution the sizes that follow are upper bounds.
  ReceptiveField transposedWindow(List<Integer> kernel, List<Integer> stride, List<Integer> padding, List<Integer> dilation) {
    if (isWhole || dependsOnData || kernel.size() != size.size()) {
      return this;
    }
    IntToLongFunction reach = d -> dilation.get(d) * (kernel.get(d) - 1L);
    return new ReceptiveField(
        each(d -> LongMath.saturatedAdd(size.get(d),
            LongMath.saturatedMultiply(Math.ceilDiv(reach.applyAsLong(d) + 1, stride.get(d)) - 1, jump.get(d)))),
        each(d -> Math.ceilDiv(jump.get(d), stride.get(d))),
        each(d -> start.get(d) + (padding.get(d) - reach.applyAsLong(d) / 2.0) * jump.get(d) / stride.get(d)));
  }

  private <T> List<T> each(IntFunction<T> ofDimension) {
    return IntStream.range(0, size.size()).mapToObj(ofDimension).toList();
  }

  /// After `to` positions are spread evenly over `from`, each reading `taps` neighbours, as resampling does:
  ///
  ///     size' = size + (taps − 1)·jump      jump' = ⌈jump·H / P⌉      start' = start + (H/P − 1)/2·jump where `centred`, else start
  ///
  /// A jump of part of an element counts as a whole one, so that sizes after it are upper bounds.
  ReceptiveField resampled(List<Integer> taps, Shape from, Shape to, boolean centred) {
    if (isWhole || dependsOnData || taps.size() != size.size()) {
      return this;
    }
    var sizes = new ArrayList<Long>();
    var jumps = new ArrayList<Long>();
    var starts = new ArrayList<Double>();
    for (int d = 0; d < size.size(); d++) {
      double ratio = (double) from.extent(d) / to.extent(d);
      sizes.add(LongMath.saturatedAdd(size.get(d), LongMath.saturatedMultiply(taps.get(d) - 1L, jump.get(d))));
      jumps.add(Math.ceilDiv(LongMath.saturatedMultiply(jump.get(d), from.extent(d)), (long) to.extent(d)));
      starts.add(start.get(d) + (centred ? (ratio - 1) / 2 * jump.get(d) : 0));
    }
    return new ReceptiveField(sizes, jumps, starts);
  }

  /// With the spatial dimensions in another order.
  ReceptiveField permuted(List<Integer> order) {
    return isWhole || dependsOnData || order.size() != size.size() ? this : new ReceptiveField(order.stream().map(size::get).toList(),
        order.stream().map(jump::get).toList(), order.stream().map(start::get).toList());
  }

  /// The hull of both fields; where the jumps differ, the larger one counts.
  ReceptiveField join(ReceptiveField other) {
    if (isWhole || equals(other) || (dependsOnData && !other.isWhole)) {
      return this;
    }
    if (other.isWhole || other.dependsOnData) {
      return other;
    }
    if (size.size() != other.size.size()) {
      return size.size() > other.size.size() ? this : other;
    }
    var sizes = new ArrayList<Long>();
    var jumps = new ArrayList<Long>();
    var starts = new ArrayList<Double>();
    for (int d = 0; d < size.size(); d++) {
      double lo = Math.min(start.get(d) - size.get(d) / 2.0, other.start.get(d) - other.size.get(d) / 2.0);
      double hi = Math.max(start.get(d) + size.get(d) / 2.0, other.start.get(d) + other.size.get(d) / 2.0);
      sizes.add(Math.round(hi - lo));
      jumps.add(Math.max(jump.get(d), other.jump.get(d)));
      starts.add((lo + hi) / 2);
    }
    return new ReceptiveField(sizes, jumps, starts);
  }

  /// `14x14`, `all` or `depends on data`.
  @Override
  public String toString() {
    if (dependsOnData) {
      return "depends on data";
    }
    return isWhole ? "all" : size.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }
}
