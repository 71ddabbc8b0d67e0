package jacquard.compiler.step;

import java.util.List;
import java.util.Map;

/// Scheduled steps in order, over values, that leave every state with its next value; outputs by name, and for each temporary that is
/// computed in place of a state, that state.
public record StepProgram(String name, List<Step> steps, List<Value> inputs, List<Value> states, List<Value> constants,
    Map<String, Value> outputs, Map<Value, Value> inPlace) {
  /// The value whose memory `value` uses.
  public Value home(Value value) {
    return inPlace.getOrDefault(value, value);
  }

  /// The same steps in another order.
  public StepProgram reordered(List<Step> order) {
    return new StepProgram(name, order, inputs, states, constants, outputs, inPlace);
  }
}
