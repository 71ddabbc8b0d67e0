package jacquard.ir.op.shape;

import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.elementwise.Map;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `constant_pad`: `lo[d]` times `value` before and `hi[d]` times after the elements of each dimension; negative amounts cut elements off.
/// [Pad] is the case of zeros, which costs nothing in front of a convolution.
///
/// Errors   those of `pad`.
public record ConstantPad(List<Integer> lo, List<Integer> hi, double value) implements CompositeOp {
  public ConstantPad {
    lo = List.copyOf(lo);
    hi = List.copyOf(hi);
  }

  @Override
  public TensorType infer(Operands in) {
    return new Pad(lo, hi).infer(in);
  }

  /// The zeros of a pad, told by their indices, replaced by the value.
  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    Node x = inputs.getFirst();
    Node padded = g.add(new Pad(lo, hi), x);
    Scalar inside = inside(x.type().shape());
    return inside.isConst(1) ? padded
        : Map.node(Scalar.select(inside, Scalar.read(0), Scalar.constant(value)), x.type().dtype(), List.of(padded), g);
  }

  private Scalar inside(Shape from) {
    Scalar inside = Scalar.constant(1);
    for (int d = 0; d < lo.size(); d++) {
      if (lo.get(d) > 0 || hi.get(d) > 0) {
        IndexExpr j = IndexExpr.var(d).plus(-lo.get(d));
        IndexExpr outsideBy = j.minus(j.clamp(0, from.extent(d) - 1));
        Scalar test = new Scalar.Index(outsideBy).compare(CompareFn.EQ, Scalar.constant(0));
        inside = inside.isConst(1) ? test : new Scalar.Binary(BinaryFn.AND, inside, test);
      }
    }
    return inside;
  }

  @Override
  public List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    return List.of(g.add(new Pad(lo, hi).inverse(), dy));
  }
}
