package jacquard.ir.op.shape;

import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.IndexExpr;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// `transpose`: dimension `d` of the result is dimension `order[d]` of the operand.
///
/// Errors   `transpose/order`: `order` is not a permutation of the operand's dimensions.
public record Transpose(List<Integer> order) implements View {
  public Transpose {
    order = List.copyOf(order);
  }

  @Override
  public TensorType infer(Operands in) {
    in.count(1);
    if (!order.stream().sorted().toList().equals(IntStream.range(0, in.type(0).rank()).boxed().toList())) {
      throw in.error("order", "the order is not a permutation of the dimensions").got("%s for %s", order, in.type(0)).build();
    }
    return in.type(0).shaped(Shape.of(order.stream().map(in.shape(0)::dim).toList()));
  }

  @Override
  public List<IndexExpr> source(Shape from, Shape to) {
    return inverse().stream().map(IndexExpr::var).toList();
  }

  private List<Integer> inverse() {
    return IntStream.range(0, order.size()).mapToObj(order::indexOf).toList();
  }

  @Override
  public List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    return List.of(g.add(new Transpose(inverse()), dy));
  }
}
