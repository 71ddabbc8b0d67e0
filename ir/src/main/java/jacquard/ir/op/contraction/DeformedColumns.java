package jacquard.ir.op.contraction;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.index.LinearSampling;
import jacquard.ir.op.shape.Reshape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// The expansion of a [DeformableConvolution]: positions, sampled columns, and their product with the weights as a 1x1 convolution.
final class DeformedColumns {
  private final DeformableConvolution op;
  private final List<Node> inputs;
  private final GraphBuilder g;
  private final Shape x;
  private final Shape w;
  private final Shape y;
  private final int d;
  private final int taps;

  DeformedColumns(DeformableConvolution op, List<Node> inputs, GraphBuilder g) {
    this.op = op;
    this.inputs = inputs;
    this.g = g;
    this.x = inputs.getFirst().type().shape();
    this.w = inputs.get(2).type().shape();
    this.y = op.infer(Operands.of(op, inputs, g.loc())).shape();
    this.d = op.stride().size();
    this.taps = Math.toIntExact(w.slice(2, w.rank()).size());
  }

  Node convolved() {
    Node columns = columns();
    Shape channels = y.with(1, x.extent(1) * taps);
    Shape weights = Shape.of(w.extent(0), w.extent(1) * taps);
    for (int k = 0; k < d; k++) {
      weights = weights.inserted(2, Dim.of(1));
    }
    List<Integer> ones = Collections.nCopies(d, 1);
    var pointwise = Convolution.of(ones, Collections.nCopies(d, 0), ones, op.groups());
    return g.add(pointwise, g.add(new Reshape(channels), columns), g.add(new Reshape(weights), inputs.get(2)));
  }

  /// `[N, C, R…, P…]`: what each tap of each output position reads.
  private Node columns() {
    var shape = new ArrayList<>(List.of(x.dim(0), x.dim(1)));
    shape.addAll(w.dims().subList(2, 2 + d));
    shape.addAll(y.dims().subList(2, 2 + d));
    IndexExpr group = IndexExpr.var(1).floorDiv(x.extent(1) / op.offsetGroups());
    var point = new ArrayList<>(List.of(IndexExpr.var(0), group));
    point.addAll(IndexExpr.vars(2, 2 + 2 * d));
    List<Node> positions = IntStream.range(0, d).mapToObj(this::position).toList();
    var sampling = new LinearSampling(inputs.getFirst(), IndexExpr.vars(0, 2), positions, point, g);
    if (op.modulated()) {
      sampling.scale(inputs.get(3), perTap(group, 1, 0));
    }
    return sampling.node(Elementwise.axes(Shape.of(shape)), inputs.getFirst().type().shaped(Shape.of(shape)), g);
  }

  /// `[N, D, R…, P…]`: where in dimension `k` each tap reads.
  private Node position(int k) {
    var shape = new ArrayList<>(List.of(x.dim(0), Dim.of(op.offsetGroups())));
    shape.addAll(w.dims().subList(2, 2 + d));
    shape.addAll(y.dims().subList(2, 2 + d));
    IndexExpr regular = IndexExpr.var(2 + d + k).times(op.stride().get(k)).plus(IndexExpr.var(2 + k).times(op.dilation().get(k)))
        .plus(-op.padding().get(k));
    Access offset = Access.of(0, perTap(IndexExpr.var(1), d, k));
    var structure = Structure.map(Elementwise.axes(Shape.of(shape)), List.of(offset), Scalar.read(0).plus(new Scalar.Index(regular)));
    return g.add(new Generic(structure, inputs.get(1).type().shaped(Shape.of(shape))), inputs.get(1));
  }

  /// Number `k` of the `each` values that a tensor `[N, D·R…·each, P…]` holds for every tap of offset group `group`.
  private List<IndexExpr> perTap(IndexExpr group, int each, int k) {
    IndexExpr channel = group;
    for (int r = 0; r < d; r++) {
      channel = channel.times(w.extent(2 + r)).plus(IndexExpr.var(2 + r));
    }
    var map = new ArrayList<>(List.of(IndexExpr.var(0), channel.times(each).plus(k)));
    map.addAll(IndexExpr.vars(2 + d, 2 + 2 * d));
    return map;
  }
}
