package jacquard.ir.op.contraction;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.op.shape.Reshape;
import jacquard.ir.op.shape.Reverse;
import jacquard.ir.op.shape.Transpose;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// `convolution_transpose`: the transpose of a convolution's matrix, `x[N,C,H…] · w[C,O/G,R…] -> y[N,O,P…]`.
///
///     y[n, o, q·stride + r·dilation − lo …] += x[n,c,q…] · w[c,o',r…]   for o' = o mod (O/G), c in the group of o
///
/// The same as the convolution of the stride-stuffed input with the flipped kernel, padded by `dilation·(R−1) − lo` before and
/// `dilation·(R−1) − hi + outputPadding` after, which is what it expands into.
///
/// Shapes   `P = (H−1)·stride − lo − hi + dilation·(R−1) + 1 + outputPadding`, `outputPadding < max(stride, dilation)`. Below the
///          stride it chooses among the inputs a strided convolution maps to one size; from the stride on, the result is the
///          transpose of no convolution of these sizes, and the additional elements hold what the formula gives.
/// Errors   `convolution_transpose/attributes`, `/rank`, `/channels`, `/output-padding`, `/empty-output`, `/too-large`, `/batch`, `/dtype`.
/// Source   Dumoulin & Visin 2016, arXiv:1603.07285, relationship 14; output padding and weight layout as PyTorch has them.
public record ConvolutionTranspose(List<Integer> stride, List<Integer> lo, List<Integer> hi, List<Integer> outputPadding,
    List<Integer> dilation, int groups) implements CompositeOp {
  public ConvolutionTranspose {
    stride = List.copyOf(stride);
    lo = List.copyOf(lo);
    hi = List.copyOf(hi);
    outputPadding = List.copyOf(outputPadding);
    dilation = List.copyOf(dilation);
  }

  public int spatialRank() {
    return stride.size();
  }

  @Override
  public TensorType infer(Operands in) {
    in.count(2);
    in.floating(0, "x");
    in.sameType(0, 1);
    checkAttributes(in);
    in.rank(0, "x", spatialRank() + 2);
    in.rank(1, "w", spatialRank() + 2);
    Shape x = in.shape(0);
    Shape w = in.shape(1);
    if (x.slice(1, x.rank()).isBatched() || w.isBatched()) {
      throw in.error("batch", "a dimension of the maps or of the kernel depends on the batch size")
          .got("x %s, w %s", in.type(0), in.type(1)).expected("N nowhere but in front of x").build();
    }
    if (x.extent(1) != w.extent(0) || w.extent(0) % groups != 0) {
      throw in.error("channels", "input and kernel disagree on the number of channels")
          .got("x %s  C = %d, groups = %d", in.type(0), x.extent(1), groups).got("w %s  C = %d", in.type(1), w.extent(0))
          .expected("x.C == w.C, a multiple of the groups").fix("declare w as [C, O/groups, kernel…] with C = %d", x.extent(1)).build();
    }
    Shape y = Shape.of(List.of(x.dim(0), in.extent(1, (long) w.extent(1) * groups)));
    for (int d = 0; d < spatialRank(); d++) {
      y = y.inserted(2 + d, extent(in, d));
    }
    return in.type(0).shaped(y);
  }

  private void checkAttributes(Operands in) {
    int d = spatialRank();
    boolean lengths = Stream.of(lo, hi, outputPadding, dilation).allMatch(l -> l.size() == d);
    if (d < 1 || !lengths || groups < 1 || Stream.of(stride, dilation).flatMap(List::stream).anyMatch(v -> v < 1)) {
      throw in.error("attributes", "the attributes do not describe a transposed convolution").got("%s", this)
          .expected("one stride, padding, output padding and dilation per spatial dimension; strides, dilations and groups at least 1")
          .build();
    }
    for (int i = 0; i < d; i++) {
      int limit = Math.max(stride.get(i), dilation.get(i));
      if (outputPadding.get(i) < 0 || outputPadding.get(i) >= limit) {
        throw in.error("output-padding", "the output padding is out of range").got("output padding %d in spatial dimension %d",
            outputPadding.get(i), i).expected("at least 0 and less than max(stride, dilation) = max(%d, %d) = %d", stride.get(i),
            dilation.get(i), limit).build();
      }
    }
  }

  private Dim extent(Operands in, int d) {
    int h = in.shape(0).extent(2 + d);
    int r = in.shape(1).extent(2 + d);
    long stuffed = (h - 1L) * stride.get(d) + 1;
    long reach = dilation.get(d) * (r - 1L);
    long extent = stuffed - lo.get(d) - hi.get(d) + reach + outputPadding.get(d);
    if (extent < 1) {
      throw in.error("empty-output", "the padding cuts off the whole output").got("x %s, w %s", in.type(0), in.type(1))
          .got("spatial dimension %d: (%d−1)·%d − %d − %d + %d·(%d−1) + 1 + %d = %d", d, h, stride.get(d), lo.get(d), hi.get(d),
              dilation.get(d), r, outputPadding.get(d), extent)
          .expected("at least 1").fix("use less padding, a larger kernel or a larger input").build();
    }
    in.extent(2 + d, extent, String.format(Locale.ROOT, "(%d−1)·%d − %d − %d + %d·(%d−1) + 1 + %d", h, stride.get(d), lo.get(d), hi.get(d),
        dilation.get(d), r, outputPadding.get(d)));
    in.padded(2 + d, stuffed, reach - lo.get(d), reach - hi.get(d) + outputPadding.get(d));
    return Dim.of((int) extent);
  }

  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    Node w = inputs.get(1);
    var before = new ArrayList<Integer>();
    var after = new ArrayList<Integer>();
    for (int d = 0; d < spatialRank(); d++) {
      int reach = dilation.get(d) * (w.type().shape().extent(2 + d) - 1);
      before.add(reach - lo.get(d));
      after.add(reach - hi.get(d) + outputPadding.get(d));
    }
    List<Integer> ones = Collections.nCopies(spatialRank(), 1);
    return g.add(new Convolution(ones, before, after, dilation, stride, groups, 1), inputs.getFirst(), kernel(w, g));
  }

  /// The kernel of the convolution this expands into: `w[C,O/G,R…]` flipped, as `[O,C/G,R…]`.
  private Node kernel(Node w, GraphBuilder g) {
    int rank = w.type().rank();
    Shape shape = w.type().shape();
    Node flipped = shape.slice(2, rank).size() == 1 ? w : g.add(new Reverse(IntStream.range(2, rank).boxed().toList()), w);
    if (groups == 1) {
      return g.add(new Transpose(swapped(0, 1, rank)), flipped);
    }
    int inputs = shape.extent(0) / groups;
    Shape byGroup = shape.with(0, inputs).inserted(0, Dim.of(groups));
    Node exchanged = g.add(new Transpose(swapped(1, 2, rank + 1)), g.add(new Reshape(byGroup), flipped));
    return g.add(new Reshape(shape.with(0, shape.extent(1) * groups).with(1, inputs)), exchanged);
  }

  private static List<Integer> swapped(int a, int b, int rank) {
    return IntStream.range(0, rank).mapToObj(d -> d == a ? b : d == b ? a : d).toList();
  }
}
