package jacquard.ir.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Names that differ: `conv1`, `conv1_2`, `conv1_3`. ONNX has one space of names for all values of a graph.
final class OnnxNames {
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> counts = new HashMap<>();

  /// Keeps `name` from being given away.
  void reserve(String name) {
    taken.add(name);
  }

  boolean isTaken(String name) {
    return taken.contains(name);
  }

  /// `wanted`, or, where that is taken, with a number after it.
  String unique(String wanted) {
    String name = wanted;
    while (!taken.add(name)) {
      name = wanted + "_" + counts.merge(wanted, 2, (count, first) -> count + 1);
    }
    return name;
  }
}
