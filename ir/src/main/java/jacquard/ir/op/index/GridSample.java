package jacquard.ir.op.index;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.elementwise.Elementwise;
import java.util.ArrayList;
import java.util.List;

/// `grid_sample`: `x` sampled linearly at the points of a grid, `y[n,c,p…] = x[n, c, at grid[n,p…]]`.
///
/// A grid point holds one coordinate per spatial dimension of `x`, the last dimension's first (x before y), −1 and 1 being the two ends of
/// the image: the centres of its outermost elements with `alignCorners`, else their outer edges:
///
///     position = (g + 1)/2 · (H − 1),    or    ((g + 1)·H − 1)/2
///
/// Shapes   `x[N,C,H…]` with `d ≥ 1` spatial dimensions, `grid[N,P…,d]` with as many, `y[N,C,P…]`.
/// Errors   `grid_sample/operands`, `/rank`, `/dtype`, `/grid`.
/// Source   Jaderberg et al. 2015, arXiv:1506.02025, equations 3 and 5; conventions as PyTorch's `grid_sample`, mode bilinear.
public record GridSample(SamplePadding padding, boolean alignCorners) implements CompositeOp {
  @Override
  public TensorType infer(Operands in) {
    in.count(2);
    in.floating(0, "x");
    in.sameType(0, 1);
    in.rankAtLeast(0, "x", 3);
    Shape x = in.shape(0);
    Shape grid = in.shape(1);
    int d = x.rank() - 2;
    if (grid.rank() != x.rank() || !grid.dim(0).equals(x.dim(0)) || !grid.dim(d + 1).equals(Dim.of(d))) {
      throw in.error("grid", "the grid does not fit the input").got("x %s, grid %s", in.type(0), in.type(1))
          .expected("grid [%s, %d extents of the result, %d coordinates]", x.dim(0), d, d).build();
    }
    Shape shape = x;
    for (int k = 0; k < d; k++) {
      shape = shape.with(2 + k, grid.dim(1 + k));
    }
    return in.type(0).shaped(shape);
  }

  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    Node x = inputs.getFirst();
    Node grid = inputs.get(1);
    TensorType type = infer(Operands.of(this, inputs, g.loc()));
    int d = type.rank() - 2;
    var positions = new ArrayList<Node>();
    for (int k = 0; k < d; k++) {
      positions.add(position(grid, d - 1 - k, x.type().shape().extent(2 + k), g));
    }
    var point = new ArrayList<>(List.of(IndexExpr.var(0)));
    point.addAll(IndexExpr.vars(2, 2 + d));
    return new LinearSampling(x, IndexExpr.vars(0, 2), positions, point, g).node(Elementwise.axes(type.shape()), type, g);
  }

  /// Where in elements coordinate `coordinate` of the grid points lies along an extent of `extent`.
  private Node position(Node grid, int coordinate, int extent, GraphBuilder g) {
    Shape points = grid.type().shape().without(grid.type().rank() - 1);
    var map = new ArrayList<>(IndexExpr.vars(0, points.rank()));
    map.add(IndexExpr.of(coordinate));
    double scale = (alignCorners ? extent - 1 : extent) / 2.0;
    Scalar centre = Scalar.constant((extent - 1) / 2.0);
    Scalar at = new Scalar.Binary(BinaryFn.MUL, Scalar.read(0), Scalar.constant(scale)).plus(centre);
    if (padding == SamplePadding.BORDER) {
      at = new Scalar.Binary(BinaryFn.MIN, new Scalar.Binary(BinaryFn.MAX, at, Scalar.constant(0)), Scalar.constant(extent - 1));
    }
    var structure = Structure.map(Elementwise.axes(points), List.of(Access.of(0, map)), at);
    return g.add(new Generic(structure, grid.type().shaped(points)), grid);
  }
}
