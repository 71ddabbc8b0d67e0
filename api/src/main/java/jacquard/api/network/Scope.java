package jacquard.api.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The layers defined on one level: of the network itself, or of a block in it.
///
/// `prefix` stands before the layers' names, `parameterPrefix` before their parameters'. The two differ where a shared block is
/// applied again: new layers, the same parameters.
final class Scope {
  final String prefix;
  final String parameterPrefix;
  final List<Layer> layers = new ArrayList<>();
  private final Map<String, Integer> counts = new HashMap<>();

  Scope(String prefix, String parameterPrefix) {
    this.prefix = prefix;
    this.parameterPrefix = parameterPrefix;
  }

  boolean repeats() {
    return !prefix.equals(parameterPrefix);
  }

  /// What [#numbered] would give next.
  String next(String word) {
    return word + (counts.getOrDefault(word, 0) + 1);
  }

  /// `prefix` and its number among the names given out here.
  String numbered(String word) {
    return word + counts.merge(word, 1, Integer::sum);
  }
}
