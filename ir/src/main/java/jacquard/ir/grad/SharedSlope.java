package jacquard.ir.grad;

import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.elementwise.Map;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.op.reduction.Reduction;
import jacquard.ir.op.shape.Reshape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The gradient of a largest or smallest value `y` along `axes`, shared evenly among the elements that have it:
///
///     dx = dy / count  where x = y,    0  elsewhere
///
/// Where `y` is NaN, the NaNs among `x` share. Windows of a pooling differ: there the first of equal elements has the whole slope.
/// Source: the average of the one-sided derivatives in the directions of the elements that tie; so do PyTorch (`amax`) and TensorFlow
/// (`reduce_max`, Keras's global max pooling).
final class SharedSlope {
  private SharedSlope() {}

  /// The cotangent of the operand of `self`.
  static List<@Nullable Node> of(Reduction op, Node self, Node dy, GraphBuilder g) {
    Node x = self.input(0);
    Node y = Reshape.kept(self, x, op.axes(), g);
    Scalar one = Scalar.constant(1);
    Scalar zero = Scalar.constant(0);
    Scalar isNaN = Scalar.read(0).compare(CompareFn.NE, Scalar.read(0));
    Scalar wins = Scalar.select(Scalar.read(0).compare(CompareFn.EQ, Scalar.read(1)), one, Scalar.select(isNaN, one, zero));
    Node winners = Map.node(wins, x.type().dtype(), List.of(x, y), g);
    Node count = g.add(new ReduceSum(op.axes(), true), winners);
    Scalar share = Scalar.select(Scalar.read(0).compare(CompareFn.EQ, one), Scalar.read(1).dividedBy(Scalar.read(2)), zero);
    return List.of(Map.node(share, x.type().dtype(), List.of(winners, Reshape.kept(dy, x, op.axes(), g), count), g));
  }
}
