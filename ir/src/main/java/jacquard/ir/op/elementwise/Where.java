package jacquard.ir.op.elementwise;

import jacquard.ir.DType;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Scalar;
import java.util.List;

/// `where`: `y = mask ? a : b`.
public record Where() implements Elementwise {
  @Override
  public TensorType infer(Operands in) {
    in.count(3);
    if (in.type(0).dtype() != DType.BOOL) {
      throw in.error("dtype", "the first operand must be a mask").got("%s", in.type(0)).expected("bool").build();
    }
    return new TensorType(in.sameType(1, 2), in.broadcast());
  }

  @Override
  public Scalar body(List<Scalar> x) {
    return Scalar.select(x.get(0), x.get(1), x.get(2));
  }
}
