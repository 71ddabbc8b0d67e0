package jacquard.api.network;

import java.util.Map;

/// The body of a network: from the symbols of its inputs to those of its outputs, by name and in order.
@FunctionalInterface
public interface Body {
  Map<String, Symbol> build(Map<String, Symbol> inputs);
}
