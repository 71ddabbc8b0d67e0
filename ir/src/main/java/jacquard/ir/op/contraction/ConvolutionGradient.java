package jacquard.ir.op.contraction;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.shape.Reshape;
import jacquard.ir.op.shape.Reverse;
import jacquard.ir.op.shape.Transpose;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The gradients of a convolution, themselves convolutions, so that they can be differentiated again.
///
/// With input extent `H`, kernel `R`, output `P` in each spatial dimension (and stride `s`, dilation `d`, input dilation `e`):
///
/// - `dx` is the convolution of `dy` with the kernel reversed in space and exchanged in channels: stride `e`, input dilation `s`,
///   dilation `d`, padding `d(R−1) − lo` before and `(H−1)e + d(R−1) − (d(R−1) − lo) − (P−1)s` after.
/// - `dw` is the convolution of `x` with `dy`, batch and channels exchanged: stride `d`, dilation `s`, input dilation `e`, padding
///   `lo` before and `d(R−1) + s(P−1) − lo − (H−1)e` after. Groups of channels become groups of the batch, and back.
///
/// Source: Dumoulin & Visin 2016, section 4, for `dx`; the exchange follows from renaming the summed indices.
final class ConvolutionGradient {
  private final Convolution op;
  private final Node x;
  private final Node w;
  private final Node y;
  private final Node dy;
  private final GraphBuilder g;
  private final int rank;

  ConvolutionGradient(Convolution op, Node self, Node dy, GraphBuilder g) {
    this.op = op;
    this.x = self.input(0);
    this.w = self.input(1);
    this.y = self;
    this.dy = dy;
    this.g = g;
    this.rank = op.spatialRank();
  }

  Node input() {
    int groups = op.groups() * op.batchGroups();
    Node kernel = g.add(new Reverse(IntStream.range(2, 2 + rank).boxed().toList()), exchangeChannels(groups));
    List<Integer> before = each(i -> span(i) - op.lo().get(i));
    List<Integer> after = each(i -> inputSpan(i) + op.lo().get(i) - outputSpan(i));
    var adjoint = new Convolution(op.inputDilation(), before, after, op.dilation(), op.stride(), groups, 1);
    Node dx = g.add(adjoint, dy, kernel);
    return op.batchGroups() == 1 ? dx : batchGroupsToBatch(dx);
  }

  Node kernel() {
    List<Integer> after = each(i -> span(i) + outputSpan(i) - op.lo().get(i) - inputSpan(i));
    var adjoint = new Convolution(op.dilation(), op.lo(), after, op.stride(), op.inputDilation(), op.batchGroups(), op.groups());
    Node dw = g.add(adjoint, exchange(x), exchange(dy));
    return exchange(dw);
  }

  private int span(int i) {
    return op.dilation().get(i) * (w.type().shape().extent(2 + i) - 1);
  }

  private int outputSpan(int i) {
    return op.stride().get(i) * (y.type().shape().extent(2 + i) - 1);
  }

  private int inputSpan(int i) {
    return op.inputDilation().get(i) * (x.type().shape().extent(2 + i) - 1);
  }

  private List<Integer> each(java.util.function.IntUnaryOperator f) {
    return IntStream.range(0, rank).map(f).boxed().toList();
  }

  /// `w[O, C/G, …]` as `[C, O/G, …]`, group by group.
  private Node exchangeChannels(int groups) {
    if (groups == 1) {
      return exchange(w);
    }
    Shape shape = w.type().shape();
    int perGroup = shape.dim(0).count() / groups;
    Shape split = shape.with(0, perGroup).inserted(0, Dim.of(groups));
    Node swapped = g.add(new Transpose(order(rank + 3, 1, 2)), g.add(new Reshape(split), w));
    Shape merged = swapped.type().shape().without(0).with(0, groups * shape.extent(1));
    return g.add(new Reshape(merged), swapped);
  }

  /// `[N/B, B·C, …]` as `[N, C, …]`.
  private Node batchGroupsToBatch(Node dx) {
    Shape shape = dx.type().shape();
    int groups = op.batchGroups();
    Shape split = shape.with(1, shape.extent(1) / groups).inserted(1, Dim.of(groups));
    Node swapped = g.add(new Transpose(order(rank + 3, 0, 1)), g.add(new Reshape(split), dx));
    return g.add(new Reshape(x.type().shape()), swapped);
  }

  /// The first two dimensions exchanged.
  private Node exchange(Node node) {
    return g.add(new Transpose(order(rank + 2, 0, 1)), node);
  }

  private static List<Integer> order(int rank, int a, int b) {
    var order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    order.set(a, b);
    order.set(b, a);
    return order;
  }
}
