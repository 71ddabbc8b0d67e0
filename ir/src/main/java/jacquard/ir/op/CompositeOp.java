package jacquard.ir.op;

import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.grad.Gradient;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An op that means an expression of other ops. Passes may match it whole; everything else goes through the expansion.
public sealed interface CompositeOp extends Op
    permits ConstantPad, LpPool, MaxPoolPositions, Glu, Maxout, LogSumExp, Variance, ReduceMean, Softmax, LogSoftmax, Linear, RbfDistance,
    Normalization, LossOp, ConvolutionTranspose, Dropout, GridSample, DeformableConvolution, Custom {
  /// The same value from other ops.
  Node expand(List<Node> inputs, GraphBuilder g);

  @Override
  default List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    return Gradient.throughOnce(expand(self.inputs(), g), dy, self.inputs(), g);
  }
}
