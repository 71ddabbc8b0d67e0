package jacquard.runtime;

import jacquard.ir.CompilerBug;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The states of a program: where each lies in segment `STATE`, and how large that segment is.
final class States {
  private final List<Binding> bindings;
  private final Map<String, Region> regions = new LinkedHashMap<>();
  private final Elements elements;

  States(List<Binding> bindings) {
    this.bindings = List.copyOf(bindings);
    Elements needed = Elements.NONE;
    for (Binding binding : bindings) {
      if (binding.segment() != Memory.STATE || binding.type().shape().isBatched()) {
        throw CompilerBug.of("%s is no state", binding);
      }
      if (regions.put(binding.name(), binding.region(1)) != null) {
        throw CompilerBug.of("two states are named %s", binding.name());
      }
      needed = needed.atLeast(binding.type().dtype(), binding.offset() + binding.elements(1));
    }
    this.elements = needed;
  }

  List<Binding> bindings() {
    return bindings;
  }

  Map<String, Region> regions() {
    return regions;
  }

  /// The size of segment `STATE`.
  Elements elements() {
    return elements;
  }
}
