package jacquard.compiler.step;

import jacquard.ir.Loc;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Structure;
import java.util.List;

/// One kernel call to be: a nest and the values that are its operands and result; for a step that only moves elements, `why` it is
/// needed, else empty.
public record Step(LoopNest nest, List<StepValue> operands, StepValue result, Loc loc, String why) {
  public Step {
    operands = List.copyOf(operands);
  }

  public Step(LoopNest nest, List<StepValue> operands, StepValue result, Loc loc) {
    this(nest, operands, result, loc, "");
  }

  /// A step without a schedule that computes `structure` from `operands`.
  public static Step of(String name, Structure structure, List<StepValue> operands, StepValue result, Loc loc, String why) {
    return new Step(LoopNest.unscheduled(name, structure, operands.stream().map(StepValue::buffer).toList(), result.buffer()), operands,
        result,
        loc, why);
  }

  /// This with another nest.
  public Step with(LoopNest other) {
    return new Step(other, operands, result, loc, why);
  }
}
