package jacquard.compiler.step;

import java.util.List;
import java.util.Map;

/// Steps in order, over values; outputs by name, and for each temporary that is computed in place of a state, that state.
public record LoweredProgram(String name, List<Step> steps, List<Value> inputs, List<Value> states, List<Value> constants,
    Map<String, Value> outputs, Map<Value, Value> inPlace) {
  /// The value whose memory `value` uses.
  public Value home(Value value) {
    return inPlace.getOrDefault(value, value);
  }
}
