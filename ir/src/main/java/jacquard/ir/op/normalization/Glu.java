package jacquard.ir.op.normalization;

import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import jacquard.ir.op.elementwise.Map;
import jacquard.ir.op.shape.Slice;
import java.util.List;

/// `glu`: the gated linear unit, `y = a / (1 + e⁻ᵇ)`, where `a` and `b` are the two halves of `x` along dimension `axis`.
///
/// Errors   `glu/axis`, `glu/halves`: the dimension has an odd extent, or is the batch.
/// Source: Dauphin, Fan, Auli, Grangier 2016, arXiv:1612.08083, equation 1.
public record Glu(int axis) implements CompositeOp {
  @Override
  public TensorType infer(Operands in) {
    in.count(1);
    in.floating(0, "x");
    Shape x = in.shape(0);
    if (x.dim(in.axis(0, axis)).perBatch() || x.extent(axis) % 2 != 0) {
      throw in.error("halves", "the dimension does not split into two halves")
          .got("%s of %s: %s", in.dimension(axis), in.type(0), x.dim(axis))
          .expected("an even extent").fix("give the layer before twice the channels that shall remain").build();
    }
    return in.type(0).shaped(x.with(axis, x.extent(axis) / 2));
  }

  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    Node x = inputs.getFirst();
    int extent = x.type().shape().extent(axis);
    Node a = g.add(new Slice(axis, 0, extent / 2, 1), x);
    Node b = g.add(new Slice(axis, extent / 2, extent, 1), x);
    return Map.node(Scalar.read(0).times(Scalar.read(1).apply(UnaryFn.SIGMOID)), x.type().dtype(), List.of(a, b), g);
  }
}
