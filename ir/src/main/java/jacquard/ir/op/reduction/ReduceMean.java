package jacquard.ir.op.reduction;

import com.google.common.math.LongMath;
import jacquard.ir.Dim;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.elementwise.Map;
import java.util.List;

/// `reduce_mean`: the sum along `axes` divided by the number of elements summed.
///
/// Errors   those of `reduce_sum`; `reduce_mean/too-large`: more elements of an example in one mean than 32 bits count.
public record ReduceMean(List<Integer> axes, boolean keep) implements CompositeOp {
  public ReduceMean {
    axes = List.copyOf(axes);
  }

  @Override
  public TensorType infer(Operands in) {
    TensorType type = new ReduceSum(axes, keep).infer(in);
    in.product("the elements of one mean", axes.stream().map(a -> in.shape(0).dim(a).count()).toList());
    return type;
  }

  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    Node x = inputs.getFirst();
    Scalar mean = Scalar.read(0).dividedBy(new Scalar.Count(count(x, axes)));
    return Map.node(mean, x.type().dtype(), List.of(g.add(new ReduceSum(axes, keep), x)), g);
  }

  /// How many elements of `x` each sum along `axes` has.
  public static Dim count(Node x, List<Integer> axes) {
    long count = 1;
    boolean perBatch = false;
    for (int axis : axes) {
      Dim dim = x.type().shape().dim(axis);
      count = LongMath.saturatedMultiply(count, dim.count());
      perBatch |= dim.perBatch();
    }
    if (count > Integer.MAX_VALUE) {
      throw UserError.of("reduce_mean/too-large").problem("a mean or variance is over too many elements").at(x.loc())
          .got("%s elements of %s", count, x.type()).expected("at most %d", Integer.MAX_VALUE).build();
    }
    return new Dim((int) count, perBatch);
  }
}
