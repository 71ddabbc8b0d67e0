package jacquard.compiler.layout;

import jacquard.ir.graph.Node;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/// What follows for a node from the choices made for it and for values around it, remembered: a search returns to the same few choices
/// again and again.
///
/// Choices are compared by identity, which takes less time than what is saved where all are from one interner; equal ones that are not
/// are asked about again.
final class ChoiceMemo<T> {
  private record Known<T>(List<Node> around, Map<Choices, T> values) {}

  private record Choices(LayoutChoice[] all) {
    @Override
    public boolean equals(Object o) {
      if (!(o instanceof Choices(LayoutChoice[] others)) || others.length != all.length) {
        return false;
      }
      for (int i = 0; i < all.length; i++) {
        if (all[i] != others[i]) {
          return false;
        }
      }
      return true;
    }

    @Override
    public int hashCode() {
      int hash = 0;
      for (LayoutChoice choice : all) {
        hash = 31 * hash + System.identityHashCode(choice);
      }
      return hash;
    }

    @Override
    public String toString() {
      return Arrays.toString(all);
    }
  }

  private final Function<Node, List<Node>> around;
  private final Map<Node, Known<T>> known = new IdentityHashMap<>();

  /// `around` gives every node whose choice what is remembered of a node depends on.
  ChoiceMemo(Function<Node, List<Node>> around) {
    this.around = around;
  }

  /// What `value` gave when `node` was last asked about under these choices.
  T of(Node node, Function<Node, LayoutChoice> choices, Supplier<T> value) {
    Known<T> of = known.computeIfAbsent(node, n -> new Known<>(List.copyOf(around.apply(n)), new HashMap<>()));
    var key = new Choices(new LayoutChoice[of.around.size()]);
    for (int i = 0; i < key.all.length; i++) {
      key.all[i] = choices.apply(of.around.get(i));
    }
    T found = of.values.get(key);
    if (found == null) {
      found = value.get();
      of.values.put(key, found);
    }
    return found;
  }
}
