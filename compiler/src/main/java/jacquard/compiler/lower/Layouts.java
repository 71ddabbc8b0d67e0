package jacquard.compiler.lower;

import jacquard.compiler.schedule.Blocking;
import jacquard.ir.Layout;
import jacquard.ir.Shape;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.Input;
import jacquard.ir.op.State;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The layout of every value, halos aside: a contraction's result is blocked along its lanes, other results follow an operand, a
/// concatenation follows most of its parts.
final class Layouts {
  private final Map<Node, Layout> layouts = new IdentityHashMap<>();
  private final Map<Node, ContractionForm> forms = new IdentityHashMap<>();
  private final StateLayouts states;
  private final boolean plain;

  /// `steps` holds what each node with memory computes: a structure, or one for each part of a concatenation. `plain` leaves everything
  /// row-major, for contractions to reorder.
  Layouts(Graph graph, Map<Node, List<Composed>> steps, StateLayouts states, boolean plain) {
    this.states = states;
    this.plain = plain;
    for (Node node : graph.nodes()) {
      List<Composed> computed = steps.get(node);
      if (computed != null) {
        layouts.put(node, computed.size() == 1 ? result(node, computed.getFirst()) : concatenated(node, computed));
      } else if (node.op() instanceof State) {
        layouts.put(node, states.of(node));
      } else {
        layouts.put(node, leaf(node));
      }
    }
  }

  Layout of(Node node) {
    return Objects.requireNonNull(layouts.get(node));
  }

  /// How `node` is seen as a contraction.
  Optional<ContractionForm> form(Node node) {
    return Optional.ofNullable(forms.get(node));
  }

  private static Layout leaf(Node node) {
    Shape shape = node.type().shape();
    return node.op() instanceof Input ? Layout.plain(shape) : Blocking.vector(shape, node.type().dtype());
  }

  /// Where the step of contraction `node` stores its lanes: the value itself, or what is reordered into it.
  Layout ofLanes(Node node, ContractionForm form) {
    Layout layout = of(node);
    boolean lanes = layout.innermost() == form.resultDim() && layout.block(form.resultDim()) == block(node);
    return lanes ? layout : contraction(node, form, null);
  }

  private static int block(Node node) {
    return Blocking.of(node.type().dtype());
  }

  private Layout result(Node node, Composed c) {
    Layout wanted = states.wanted(node);
    int preferred = wanted == null ? -1 : wanted.innermost();
    Optional<ContractionForm> form = ContractionForm.of(c.structure(), block(node), preferred);
    form.ifPresent(f -> forms.put(node, f));
    if (plain) {
      return Blocking.vector(node.type().shape(), node.type().dtype());
    }
    if (form.isPresent()) {
      return contraction(node, form.get(), wanted);
    }
    return wanted != null && isMap(c.structure()) ? wanted : following(node, c);
  }

  private static boolean isMap(Structure s) {
    return s.combine() == Combine.ONLY && s.gathers();
  }

  private static Layout contraction(Node node, ContractionForm form, @Nullable Layout wanted) {
    int lanes = form.resultDim();
    if (wanted != null && wanted.innermost() == lanes && wanted.block(lanes) == block(node)) {
      return wanted;
    }
    var order = new ArrayList<>(Layout.plain(node.type().shape()).order());
    boolean batched = !order.isEmpty() && node.type().shape().dim(order.getFirst()).perBatch();
    order.remove((Integer) lanes);
    order.add(batched ? 1 : 0, lanes);
    return Layout.ordered(order).blocked(lanes, block(node));
  }

  /// The layout of the first operand as large as the result that is not plain, or of the first read at all.
  private Layout following(Node node, Composed c) {
    Layout best = null;
    for (Access read : c.structure().reads()) {
      Node operand = c.operands().get(read.operand());
      Layout layout = of(operand);
      boolean blocked = !layout.blocks().isEmpty() && operand.type().rank() >= node.type().rank()
          && operand.type().dtype().bytes() == node.type().dtype().bytes();
      if (best == null && blocked) {
        best = ResultLayouts.following(c.structure(), read, layout, node.type().shape());
      }
    }
    return best != null && !best.blocks().isEmpty() ? best : Blocking.vector(node.type().shape(), node.type().dtype());
  }

  /// The layout in which most elements arrive.
  private Layout concatenated(Node node, List<Composed> parts) {
    var votes = new LinkedHashMap<Layout, Long>();
    for (Composed part : parts) {
      long elements = part.structure().axes().stream().mapToLong(a -> a.extent().count()).reduce(1, (a, b) -> a * b);
      votes.merge(following(node, part), elements, Long::sum);
    }
    Layout best = votes.keySet().iterator().next();
    for (Map.Entry<Layout, Long> vote : votes.entrySet()) {
      best = vote.getValue() > votes.getOrDefault(best, 0L) ? vote.getKey() : best;
    }
    return best;
  }
}
