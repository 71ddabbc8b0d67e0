package jacquard.api;

import static jacquard.ir.loop.Scalar.constant;

import jacquard.ir.DType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;

/// What the updates of all parameters read: the rate, the number of the step from 1, and the loss.
record UpdateInputs(GraphBuilder g, Node learningRate, Node step, Node loss) {
  DType dtype() {
    return loss.type().dtype();
  }

  /// An elementwise node to be written.
  Formula formula() {
    return new Formula(g, dtype());
  }

  /// `value` where the loss is finite, else the old one.
  Scalar kept(Formula f, Scalar value, Node old) {
    double largest = dtype() == DType.F32 ? Float.MAX_VALUE : Double.MAX_VALUE;
    return Scalar.select(f.of(loss).apply(UnaryFn.ABS).compare(CompareFn.LE, constant(largest)), value, f.of(old));
  }
}
