package jacquard.ir.op.elementwise;

import jacquard.ir.DType;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Scalar;
import java.util.List;

/// `cast`: the same numbers in another element type; to integers toward zero, to `bool` by `x != 0`.
public record Cast(DType to) implements Elementwise {
  @Override
  public TensorType infer(Operands in) {
    in.count(1);
    return in.type(0).typed(to);
  }

  @Override
  public Scalar body(List<Scalar> x) {
    return new Scalar.Cast(to, x.getFirst());
  }
}
