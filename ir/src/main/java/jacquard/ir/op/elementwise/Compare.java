package jacquard.ir.op.elementwise;

import jacquard.ir.DType;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import java.util.List;

/// `compare`: `y = a fn b` as a mask. No gradient flows through it.
public record Compare(CompareFn fn) implements Elementwise {
  @Override
  public TensorType infer(Operands in) {
    in.count(2);
    in.sameType(0, 1);
    return new TensorType(DType.BOOL, in.broadcast());
  }

  @Override
  public Scalar body(List<Scalar> x) {
    return x.getFirst().compare(fn, x.getLast());
  }
}
