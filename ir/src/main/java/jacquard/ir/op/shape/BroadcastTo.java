package jacquard.ir.op.shape;

import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.reduction.ReduceSum;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// `broadcast_to`: the operand repeated along new dimensions and dimensions of extent 1.
///
/// Errors   `broadcast_to/broadcast`.
public record BroadcastTo(Shape shape) implements View {
  @Override
  public TensorType infer(Operands in) {
    in.count(1);
    Shape both = new Operands(in.op(), List.of(in.type(0), in.type(0).shaped(shape)), in.loc()).broadcast();
    if (!both.equals(shape)) {
      throw in.error("broadcast", "the operand does not broadcast to the shape").got("%s", in.type(0)).expected("%s", shape).build();
    }
    return in.type(0).shaped(shape);
  }

  @Override
  public List<IndexExpr> source(Shape from, Shape to) {
    return Elementwise.broadcastMap(from, to);
  }

  @Override
  public List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    return List.of(summed(dy, self.input(0).type().shape(), g));
  }

  /// `node` summed over the dimensions along which `shape` is broadcast to its shape.
  public static Node summed(Node node, Shape shape, GraphBuilder g) {
    Shape full = node.type().shape();
    int shift = full.rank() - shape.rank();
    List<Integer> axes = IntStream.range(0, full.rank())
        .filter(d -> d < shift || shape.dim(d - shift).isOne() && !full.dim(d).isOne()).boxed().toList();
    Node sum = axes.isEmpty() ? node : g.add(new ReduceSum(axes, false), node);
    return sum.type().shape().equals(shape) ? sum : g.add(new Reshape(shape), sum);
  }
}
