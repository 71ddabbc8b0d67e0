package jacquard.testkit;

import static jacquard.ir.loop.Scalar.read;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.loop.UnaryFn;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Scalar bodies and structures as users write them.
final class Bodies {
  private Bodies() {}

  static Scalar of(Choices c) {
    return switch (c.below(3)) {
      case 0 -> read(0).times(Scalar.constant(1.5).minus(read(0).apply(UnaryFn.TANH)));
      case 1 -> Scalar.select(read(0).compare(CompareFn.GT, Scalar.constant(-0.5)), read(0), Scalar.constant(0.1));
      default -> read(0).minus(Scalar.constant(1e-3)).negated().apply(UnaryFn.SIN).dividedBy(new Scalar.Count(Dim.BATCH));
    };
  }

  /// `y[…, i + j, …] += sin x[…, i, …]` for `j` of 0 and 1: overlapping writes.
  static Node scatter(NetworkGrower net, Node x, int axis) {
    Shape shape = x.type().shape();
    var axes = new ArrayList<>(IntStream.range(0, shape.rank()).mapToObj(d -> new Axis("i" + d, shape.dim(d))).toList());
    axes.add(Axis.of("j", 2));
    List<IndexExpr> from = IndexExpr.vars(0, shape.rank());
    var to = new ArrayList<>(from);
    to.set(axis, IndexExpr.var(axis).plus(IndexExpr.var(shape.rank())));
    var structure = new Structure(axes, List.of(Access.of(0, from)), to, Combine.SUM, read(0).apply(UnaryFn.SIN));
    return net.add(new Generic(structure, new TensorType(net.dtype(), shape.with(axis, shape.extent(axis) + 1))), x);
  }
}
