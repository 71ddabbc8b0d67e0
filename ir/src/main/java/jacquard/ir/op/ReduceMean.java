package jacquard.ir.op;

import jacquard.ir.Dim;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Scalar;
import java.util.List;

/// `reduce_mean`: the sum along `axes` divided by the number of elements summed.
public record ReduceMean(List<Integer> axes, boolean keep) implements CompositeOp {
  public ReduceMean {
    axes = List.copyOf(axes);
  }

  @Override
  public TensorType infer(Operands in) {
    return new ReduceSum(axes, keep).infer(in);
  }

  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    Node x = inputs.getFirst();
    Scalar mean = Scalar.read(0).dividedBy(new Scalar.Count(count(x, axes)));
    return Map.node(mean, x.type().dtype(), List.of(g.add(new ReduceSum(axes, keep), x)), g);
  }

  /// How many elements of `x` each sum along `axes` has.
  static Dim count(Node x, List<Integer> axes) {
    int count = 1;
    boolean perBatch = false;
    for (int axis : axes) {
      Dim dim = x.type().shape().dim(axis);
      count *= dim.count();
      perBatch |= dim.perBatch();
    }
    return new Dim(count, perBatch);
  }
}
