package jacquard.compiler.lower;

import java.util.List;
import java.util.Map;

/// Steps in order, over values; outputs by name, for each temporary that is computed in place of a state, that state, and which steps run
/// as chains.
public record LoweredProgram(String name, List<Step> steps, List<Value> inputs, List<Value> states, List<Value> constants,
    Map<String, Value> outputs, Map<Value, Value> inPlace, List<Chain> chains) {
  public LoweredProgram {
    chains = List.copyOf(chains);
  }

  /// The same program with other steps, some of them in chains.
  public LoweredProgram chained(List<Step> reordered, List<Chain> grouped) {
    return new LoweredProgram(name, List.copyOf(reordered), inputs, states, constants, outputs, inPlace, grouped);
  }

  /// The value whose memory `value` uses.
  public Value home(Value value) {
    return inPlace.getOrDefault(value, value);
  }
}
