package jacquard.compiler.layout;

import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import jacquard.compiler.nest.Blocking;
import jacquard.compiler.nest.ContractionForm;
import jacquard.compiler.view.Composed;
import jacquard.ir.Layout;
import jacquard.ir.Shape;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.Fused;
import jacquard.ir.op.contraction.Contraction;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.shape.Transpose;
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

  private final Map<Node, Node> stateOf = new IdentityHashMap<>();
  private final boolean plain;

  /// `plain` leaves everything row-major.
  StateLayouts(Graph graph, Map<Node, Composed> composed, boolean plain) {
    this.plain = plain;
    if (plain) {
      return;
    }
    graph.next().forEach((state, next) -> stateOf.putIfAbsent(next, state));
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
        changed |= isUpdate(node) && spread(node);
      }
    }
  }

  private void fromContraction(Node node, Composed composed) {
    ContractionForm.of(composed.structure(), Blocking.of(node.type().dtype()), -1).ifPresentOrElse(form -> {
      Node operand = composed.operands().get(composed.structure().reads().get(form.vector()).operand());
      if (operand.op() instanceof State) {
        layouts.putIfAbsent(operand, Blocking.factor(composed.structure(),
            composed.structure().reads().get(form.vector()).map(), form.vectorDim(), operand.type().dtype()));
      }
    }, () -> fromLanes(node, composed));
  }

  /// What a contraction without a register tile reads along the channels of its result, as a depthwise convolution its weights, has them
  /// as lanes.
  private void fromLanes(Node node, Composed composed) {
    Structure s = composed.structure();
    if (!(node.op() instanceof Contraction || node.op() instanceof Fused f && f.root() instanceof Contraction) || s.write().size() < 2) {
      return;
    }
    int lane = s.write().get(1).asVar();
    for (Access read : s.reads()) {
      Node operand = composed.operands().get(read.operand());
      for (int d = 0; d < read.map().size() && operand.op() instanceof State; d++) {
        if (lane >= 0 && read.map().get(d).isVar(lane)) {
          layouts.putIfAbsent(operand, Layout.plain(operand.type().shape()).blocked(d, Blocking.of(operand.type().dtype())));
        }
      }
    }
  }

  /// Whether `node` may compute the next value of a state from it, element by element: a map, or an epilogue on the gradient.
  private static boolean isUpdate(Node node) {
    return node.op() instanceof Elementwise || node.op() instanceof Fused;
  }

  /// States that updates read at the same place share a layout, directly or through each other's results: a parameter's update
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

  /// An update and those of the operands it reads element by element that are states or updates themselves; nothing of batch values, which
  /// no state is computed from that way.
  private static Stream<Node> linked(Node node) {
    Shape shape = node.type().shape();
    int first = node.op() instanceof Fused f ? f.rootOperands() : 0;
    return shape.isBatched() ? Stream.of() : Stream.concat(Stream.of(node), node.inputs().stream().skip(first)
        .filter(i -> (i.op() instanceof State || isUpdate(i)) && i.type().shape().equals(shape)));
  }

  private static List<Node> states(Node node) {
    return linked(node).filter(i -> i.op() instanceof State).toList();
  }

  Layout of(Node state) {
    Layout known = layouts.get(state);
    return known != null ? known : Blocking.vector(state.type().shape(), state.type().dtype());
  }

  /// The layout of the state that `node` is the next value of, or in which an update of state would read it, directly or through a
  /// transposition; null where there is none.
  @Nullable Layout wanted(Node node) {
    if (plain) {
      return null;
    }
    Node state = stateOf.get(node);
    if (state != null && state != node) {
      return of(state);
    }
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
