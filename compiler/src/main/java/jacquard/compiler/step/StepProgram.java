package jacquard.compiler.step;

import java.util.List;
import java.util.Map;

/// Scheduled steps in order, over values, that leave every state with its next value; outputs by name, and for each temporary that is
/// computed in place of a state, that state.
public record StepProgram(String name, List<Step> steps, List<StepValue> inputs, List<StepValue> states, List<StepValue> constants,
    Map<String, StepValue> outputs, Map<StepValue, StepValue> inPlace) {
  /// The value whose memory `value` uses.
  public StepValue home(StepValue value) {
    return inPlace.getOrDefault(value, value);
  }

  /// The same steps in another order.
  public StepProgram reordered(List<Step> order) {
    return new StepProgram(name, order, inputs, states, constants, outputs, inPlace);
  }
}
