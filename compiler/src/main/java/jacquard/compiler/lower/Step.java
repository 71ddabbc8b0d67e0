package jacquard.compiler.lower;

import jacquard.ir.Loc;
import jacquard.ir.loop.LoopNest;
import java.util.List;

/// One kernel call to be: a scheduled nest and the values that are its operands and result.
public record Step(LoopNest nest, List<Value> operands, Value result, Loc loc) {
  public Step {
    operands = List.copyOf(operands);
  }
}
