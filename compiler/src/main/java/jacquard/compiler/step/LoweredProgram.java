package jacquard.compiler.step;

import jacquard.ir.Interrupted;
import jacquard.ir.loop.LoopNest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Steps in order, over values; outputs by name, and what each state becomes when all steps have run (`next`).
public record LoweredProgram(String name, List<Step> steps, List<StepValue> inputs, List<StepValue> states, List<StepValue> constants,
    Map<String, StepValue> outputs, Map<StepValue, StepValue> next) {
  /// This with every nest as `scheduler` makes it.
  public LoweredProgram scheduled(UnaryOperator<LoopNest> scheduler) {
    var scheduled = new ArrayList<Step>(steps.size());
    for (Step step : steps) {
      Interrupted.check();
      scheduled.add(step.with(scheduler.apply(step.nest())));
    }
    return new LoweredProgram(name, scheduled, inputs, states, constants, outputs, next);
  }
}
