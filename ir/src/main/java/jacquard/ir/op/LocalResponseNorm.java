package jacquard.ir.op;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import java.util.ArrayList;
import java.util.List;

/// `local_response_norm`: each element of `x[N,C,…]` divided by a power of the squares at its position in `size` channels around it:
///
///     y[n,c,…] = x[n,c,…] · (k + α' · Σ j < size  x[n, c + j − ⌊size/2⌋, …]²)^(−β)
///
/// `α' = α / size` with `divideBySize`, as PyTorch and Caffe have it, else `α`, as the paper has it. Channels outside count as 0.
/// Errors   `local_response_norm/rank`, `/size`.
/// Source: Krizhevsky, Sutskever, Hinton 2012, "ImageNet classification with deep convolutional neural networks", section 3.3
/// (size 5, α = 1e-4, β = 0.75, k = 2).
public record LocalResponseNorm(int size, double alpha, double beta, double k, boolean divideBySize) implements Normalization {
  @Override
  public TensorType infer(Operands in) {
    in.count(1);
    Normalization.common(in, 2, 0);
    if (size < 1 || in.shape(0).dim(1).perBatch()) {
      throw in.error("size", "the window must hold a channel").got("size %d for x %s", size, in.type(0)).expected("at least 1").build();
    }
    return in.type(0);
  }

  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    Node x = inputs.getFirst();
    Scalar weight = Scalar.constant(divideBySize ? alpha / size : alpha);
    Scalar base = Scalar.read(1).times(weight).plus(Scalar.constant(k));
    Scalar power = new Scalar.Binary(BinaryFn.POW, base, Scalar.constant(-beta));
    return Map.node(Scalar.read(0).times(power), x.type().dtype(), List.of(x, squares(x, g)), g);
  }

  private Node squares(Node x, GraphBuilder g) {
    Shape shape = x.type().shape();
    int rank = shape.rank();
    var axes = new ArrayList<>(Elementwise.axes(shape));
    axes.add(new Axis("j", Dim.of(size)));
    var read = new ArrayList<>(IndexExpr.vars(0, rank));
    read.set(1, IndexExpr.var(1).plus(IndexExpr.var(rank)).plus(-(size / 2)));
    var structure = new Structure(axes, List.of(Access.of(0, read)), IndexExpr.vars(0, rank), Combine.SUM,
        Scalar.read(0).times(Scalar.read(0)));
    return g.add(new Generic(structure, x.type()), x);
  }
}
