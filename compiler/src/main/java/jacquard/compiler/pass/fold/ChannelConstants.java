package jacquard.compiler.pass.fold;

import jacquard.compiler.pass.ConstantNodes;
import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.shape.BroadcastTo;
import jacquard.ir.op.shape.Reshape;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Constants with one element for each channel, dimension 1 of a value, or one for all: biases and scales.
public final class ChannelConstants {
  private ChannelConstants() {}

  /// The operand of `node`, one of two, beside `value`, if it is a constant with at most one element per channel, dimension 1 of
  /// `value`, and leaves the shape of `value` as it is; null otherwise.
  public static @Nullable Node beside(Node node, Node value, ConstantNodes constants) {
    if (node.inputs().size() != 2 || !node.type().equals(value.type()) || node.input(0) == node.input(1)) {
      return null;
    }
    Node other = node.input(node.input(0) == value ? 1 : 0);
    Shape shape = other.type().shape();
    int channels = 1 - (value.type().rank() - shape.rank());
    boolean single = IntStream.range(0, shape.rank()).allMatch(d -> d == channels || shape.dim(d).isOne());
    return single && other.type().dtype() == value.type().dtype() && constants.isConstant(other) ? other : null;
  }

  /// `constant` of [#beside], one element for each of `channels`, as `[channels, 1 …]` of the rank that remains after the batch of
  /// a value of `rank` dimensions; inputs and result are new nodes.
  public static Node spread(Node constant, int channels, int rank, GraphBuilder g) {
    Shape shape = Shape.SCALAR.inserted(0, Dim.of(channels));
    for (int d = 2; d < rank; d++) {
      shape = shape.inserted(d - 1, Dim.of(1));
    }
    if (constant.type().shape().equals(shape)) {
      return constant;
    }
    return constant.type().shape().size() == channels ? g.add(new Reshape(shape), constant)
        : g.add(new BroadcastTo(shape), g.add(new Reshape(Shape.SCALAR), constant));
  }
}
