package jacquard.compiler.lower;

import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import jacquard.compiler.schedule.Blocking;
import jacquard.ir.Layout;
import jacquard.ir.Shape;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import jacquard.ir.op.Elementwise;
import jacquard.ir.op.State;
import jacquard.ir.op.Transpose;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Layouts of state: a parameter lies as its first contraction wants to load it, its optimiser slots lie as the parameter, and its
/// gradient is produced in that layout too.
final class StateLayouts {
  private final ListMultimap<Node, Node> users = MultimapBuilder.hashKeys().arrayListValues().build();
  private final Map<Node, Layout> layouts = new IdentityHashMap<>();

  StateLayouts(Graph graph, Map<Node, Composed> composed) {
    graph.nodes().forEach(n -> n.inputs().forEach(i -> users.put(i, n)));
    for (Node node : graph.nodes()) {
      Composed c = composed.get(node);
      if (c != null) {
        fromContraction(node, c);
      }
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Node node : graph.nodes()) {
        changed |= node.op() instanceof Elementwise && spread(node);
      }
    }
  }

  private void fromContraction(Node node, Composed composed) {
    ContractionForm.of(composed.structure(), Blocking.of(node.type().dtype()), -1).ifPresent(form -> {
      Node operand = composed.operands().get(composed.structure().reads().get(form.vector()).operand());
      if (operand.op() instanceof State) {
        layouts.putIfAbsent(operand, Blocking.factor(composed.structure(),
            composed.structure().reads().get(form.vector()).map(), form.vectorDim(), operand.type().dtype()));
      }
    });
  }

  /// States that elementwise ops read at the same place share a layout, directly or through each other's results: a parameter's update
  /// reads the new value of its slot, which is computed from the old one.
  private boolean spread(Node node) {
    List<Node> linked = linked(node).toList();
    Optional<Layout> known = linked.stream().map(layouts::get).filter(Objects::nonNull).findFirst();
    boolean changed = false;
    for (Node other : known.isPresent() ? linked : List.<Node>of()) {
      changed |= layouts.putIfAbsent(other, known.get()) == null;
    }
    return changed;
  }

  /// An elementwise op and those of its operands of its shape that are states or elementwise themselves; nothing of batch values, which no
  /// state is computed from element by element.
  private static Stream<Node> linked(Node node) {
    Shape shape = node.type().shape();
    return shape.isBatched() ? Stream.of() : Stream.concat(Stream.of(node), node.inputs().stream()
        .filter(i -> (i.op() instanceof State || i.op() instanceof Elementwise) && i.type().shape().equals(shape)));
  }

  private static List<Node> states(Node node) {
    return linked(node).filter(i -> i.op() instanceof State).toList();
  }

  Layout of(Node state) {
    Layout known = layouts.get(state);
    return known != null ? known : Blocking.vector(state.type().shape(), state.type().dtype());
  }

  /// The layout in which an update of state would read `node`, directly or through a transposition; null where there is none.
  @Nullable Layout wanted(Node node) {
    for (Node user : users.get(node)) {
      if (user.op() instanceof Elementwise && user.type().shape().equals(node.type().shape())) {
        Layout shared = layouts.get(user);
        if (shared != null || !states(user).isEmpty()) {
          return shared != null ? shared : of(states(user).getFirst());
        }
      }
      if (user.op() instanceof Transpose t) {
        Layout through = wanted(user);
        if (through != null) {
          return ResultLayouts.renamed(through, t.order()::get);
        }
      }
    }
    return null;
  }
}
