package jacquard.compiler.step;

import jacquard.ir.Loc;
import jacquard.ir.loop.LoopNest;
import java.util.List;

/// One kernel call to be: a scheduled nest and the values that are its operands and result; for a step that only moves elements, `why` it is
/// needed, else empty.
public record Step(LoopNest nest, List<Value> operands, Value result, Loc loc, String why) {
  public Step {
    operands = List.copyOf(operands);
  }

  public Step(LoopNest nest, List<Value> operands, Value result, Loc loc) {
    this(nest, operands, result, loc, "");
  }
}
