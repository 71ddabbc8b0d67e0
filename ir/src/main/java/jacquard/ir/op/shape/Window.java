package jacquard.ir.op.shape;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.IndexExpr;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// The windows of a pooling: per spatial dimension kernel, stride, padding before and after, dilation; and ceil mode.
///
/// Shapes   `P = ⌊(H + lo + hi − dilation·(kernel−1) − 1) / stride⌋ + 1`; in ceil mode rounded up, but the last window must start
/// inside the input or the padding before it, as PyTorch has it; a window larger than the padded input hangs over its end.
public record Window(List<Integer> kernel, List<Integer> stride, List<Integer> lo, List<Integer> hi, List<Integer> dilation,
    boolean ceil) {
  public Window {
    kernel = List.copyOf(kernel);
    stride = List.copyOf(stride);
    lo = List.copyOf(lo);
    hi = List.copyOf(hi);
    dilation = List.copyOf(dilation);
  }

  /// Windows with the same padding on both sides and no dilation.
  public static Window of(List<Integer> kernel, List<Integer> stride, List<Integer> padding, boolean ceil) {
    return new Window(kernel, stride, padding, padding, Collections.nCopies(kernel.size(), 1), ceil);
  }

  public int rank() {
    return kernel.size();
  }

  /// The output shape of a pooling of operand 0 of `in`, of shape `[N, C, H…]`: every window holds an element of the input.
  public Shape output(Operands in) {
    Shape out = positions(in);
    for (int d = 0; d < rank(); d++) {
      long span = span(d);
      if (2L * Math.max(lo.get(d), hi.get(d)) > span) {
        throw paddingError(in, d).expected("at most half the window: %d", span / 2).build();
      }
    }
    return out;
  }

  private UserError.Builder paddingError(Operands in, int d) {
    return in.error("padding", "the padding does not go with the windows")
        .got("padding %d and %d for kernel %d, dilation %d", lo.get(d), hi.get(d), kernel.get(d), dilation.get(d));
  }

  /// `[N, C, P…]`, the windows of operand 0 of `in`, of shape `[N, C, H…]`.
  Shape positions(Operands in) {
    in.rank(0, "x", rank() + 2);
    boolean positive = java.util.stream.Stream.of(kernel, stride, dilation).flatMap(List::stream).allMatch(v -> v >= 1);
    boolean lengths = stride.size() == rank() && lo.size() == rank() && hi.size() == rank() && dilation.size() == rank();
    if (!positive || !lengths) {
      throw in.error("attributes", "the attributes do not describe windows").got("%s", this)
          .expected("one kernel size, stride, padding and dilation per spatial dimension, each at least 1 (padding at least 0)").build();
    }
    Shape out = in.shape(0);
    for (int d = 0; d < rank(); d++) {
      requireOutput(in, d);
      out = out.with(2 + d, in.extent(2 + d, extent(d, in.shape(0).extent(2 + d))));
    }
    return out;
  }

  private void requireOutput(Operands in, int d) {
    if (in.shape(0).dim(2 + d).perBatch()) {
      throw in.error("batch", "a spatial dimension depends on the batch size").got("x %s", in.type(0)).build();
    }
    if (lo.get(d) < 0 || hi.get(d) < 0) {
      throw paddingError(in, d).expected("at least 0").build();
    }
    int h = in.shape(0).extent(2 + d);
    long padded = in.padded(2 + d, h, lo.get(d), hi.get(d));
    if (!ceil && room(d, h) < 0 || extent(d, h) < 1) {
      throw in.error("empty-output", "the window does not fit into the padded input, so the output is empty")
          .got("x %s", in.type(0))
          .got("spatial dimension %d: %s(%d + %d + %d − %d·(%d−1) − 1) / %d%s + 1 = %d", d, ceil ? "⌈" : "⌊", h, lo.get(d), hi.get(d),
              dilation.get(d), kernel.get(d), stride.get(d), ceil ? "⌉" : "⌋", extent(d, h))
          .expected("at least 1").fix("use a smaller window, or drop this layer").build();
    }
    // The last window may end after the padding, and counting its elements rounds up to a dilation.
    long last = (extent(d, h) - 1) * stride.get(d) + span(d);
    if (kernel.get(d) > 1 && Math.max(padded, last) + dilation.get(d) > Integer.MAX_VALUE) {
      throw in.error("too-large", "the windows of spatial dimension %d reach too far", d).got("x %s", in.type(0))
          .got("%d·(%d−1) + 1 = %d elements a window", dilation.get(d), kernel.get(d), span(d))
          .expected("an end, and a dilation after it, within %d", Integer.MAX_VALUE).build();
    }
  }

  /// How far the first window can move in dimension `d` of extent `h`.
  private long room(int d, int h) {
    return (long) h + lo.get(d) + hi.get(d) - span(d);
  }

  /// From the first to the last element of a window.
  private long span(int d) {
    return dilation.get(d) * (kernel.get(d) - 1L) + 1;
  }

  private long extent(int d, int h) {
    long extent = (ceil ? Math.ceilDiv(room(d, h), stride.get(d)) : Math.floorDiv(room(d, h), stride.get(d))) + 1;
    return ceil && (extent - 1) * stride.get(d) >= (long) h + lo.get(d) ? extent - 1 : extent;
  }

  /// The numbers of windows in each dimension of an input of these spatial extents.
  List<Integer> extents(Shape spatial) {
    return IntStream.range(0, rank()).mapToObj(d -> (int) extent(d, spatial.extent(d))).toList();
  }

  /// The axes `n, c, p…, r…`.
  public List<Axis> axes(Shape y) {
    var axes = new ArrayList<Axis>(List.of(new Axis("n", y.dim(0)), new Axis("c", y.dim(1))));
    for (int d = 0; d < rank(); d++) {
      axes.add(new Axis(axisName("p", d, rank()), y.dim(2 + d)));
    }
    for (int d = 0; d < rank(); d++) {
      axes.add(new Axis(axisName("r", d, rank()), Dim.of(kernel.get(d))));
    }
    return axes;
  }

  /// The element of `x` that point `n, c, p…, r…` reads.
  public List<IndexExpr> read() {
    var read = new ArrayList<>(IndexExpr.vars(0, 2));
    for (int d = 0; d < rank(); d++) {
      read.add(start(d).plus(IndexExpr.var(2 + rank() + d).times(dilation.get(d))));
    }
    return read;
  }

  /// Where window `p` begins in dimension `d`: `p·stride − lo`.
  public IndexExpr start(int d) {
    return IndexExpr.var(2 + d).times(stride.get(d)).plus(-lo.get(d));
  }

  /// The name of a spatial axis: `p q` and `r s` in two dimensions, numbered names otherwise.
  public static String axisName(String first, int i, int rank) {
    return rank <= 2 ? Character.toString(first.charAt(0) + i) : first + i;
  }
}
