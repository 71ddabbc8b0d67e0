package jacquard.ir.op;

/// A reduction over windows of the spatial dimensions, `x[N,C,H…] -> y[N,C,P…]`.
public sealed interface Pooling extends StructuredOp permits MaxPool, AvgPool {
  Window window();
}
