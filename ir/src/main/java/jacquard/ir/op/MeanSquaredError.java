package jacquard.ir.op;

import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import java.util.List;
import java.util.stream.IntStream;

/// `mean_squared_error`: `(prediction − target)²`, over all elements reduced to a mean or a sum, or left as it is.
public record MeanSquaredError(LossReduction reduction) implements CompositeOp {
  @Override
  public TensorType infer(Operands in) {
    TensorType type = Elementwise.inferFloating(in, 2);
    if (!in.shape(0).equals(in.shape(1))) {
      throw in.error("shapes", "prediction and target differ in shape").got("%s and %s", in.type(0), in.type(1)).build();
    }
    return reduction == LossReduction.NONE ? type : type.shaped(Shape.SCALAR);
  }

  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    Node square = g.add(new Square(), g.add(new Sub(), inputs));
    List<Integer> all = IntStream.range(0, square.type().rank()).boxed().toList();
    return switch (reduction) {
      case NONE -> square;
      case SUM -> g.add(new ReduceSum(all, false), square);
      case MEAN -> g.add(new ReduceMean(all, false), square);
    };
  }
}
