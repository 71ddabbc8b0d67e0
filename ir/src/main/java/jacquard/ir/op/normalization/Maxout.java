package jacquard.ir.op.normalization;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.op.reduction.ReduceMax;
import jacquard.ir.op.shape.Reshape;
import java.util.List;

/// `maxout`: the largest of each `pieces` consecutive elements of dimension `axis`, `y[c] = max j  x[c·pieces + j]`.
///
/// NaN wins; equal pieces share the slope evenly, as in [ReduceMax].
/// Errors   `maxout/axis`, `maxout/pieces`: `pieces` does not divide the extent.
/// Source: Goodfellow, Warde-Farley, Mirza, Courville, Bengio 2013, arXiv:1302.4389, section 2.
public record Maxout(int axis, int pieces) implements CompositeOp {
  @Override
  public TensorType infer(Operands in) {
    in.count(1);
    in.floating(0, "x");
    Shape x = in.shape(0);
    if (pieces < 1 || x.dim(in.axis(0, axis)).perBatch() || x.extent(axis) % pieces != 0) {
      throw in.error("pieces", "the dimension does not divide into groups of %d", pieces)
          .got("%s of %s: %s", in.dimension(axis), in.type(0), x.dim(axis)).expected("a multiple of %d", pieces).build();
    }
    return in.type(0).shaped(x.with(axis, x.extent(axis) / pieces));
  }

  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    Node x = inputs.getFirst();
    Shape shape = x.type().shape();
    Shape split = shape.with(axis, shape.extent(axis) / pieces).inserted(axis + 1, Dim.of(pieces));
    return g.add(new ReduceMax(List.of(axis + 1), false), g.add(new Reshape(split), x));
  }
}
