package jacquard.compiler.layout;

import jacquard.compiler.nest.Blocking;
import jacquard.compiler.nest.ContractionForm;
import jacquard.compiler.view.Composed;
import jacquard.ir.Layout;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.Structure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// How values lie where nothing speaks against it: a contraction's result is blocked along its lanes, other results follow an operand, a
/// concatenation follows most of its parts, state lies as [StateLayouts] says. With `plain` everything lies row-major, for contractions to
/// reorder.
record LayoutRules(StateLayouts states, boolean plain) {
  /// The choice for `node`, which computes `computed`, a structure, or one for each part of a concatenation, and nothing if it is a leaf;
  /// its operands lie as `layouts` says.
  LayoutChoice of(Node node, List<Composed> computed, Function<Node, Layout> layouts) {
    if (computed.isEmpty()) {
      return LayoutChoice.of(node.op() instanceof State ? states.of(node) : leaf(node));
    }
    return computed.size() == 1 ? result(node, computed.getFirst(), layouts) : LayoutChoice.of(concatenated(node, computed, layouts));
  }

  private static Layout leaf(Node node) {
    return node.op() instanceof Input ? Layout.plain(node.type().shape()) : vector(node);
  }

  static Layout vector(Node node) {
    return Blocking.vector(node.type().shape(), node.type().dtype());
  }

  private LayoutChoice result(Node node, Composed c, Function<Node, Layout> layouts) {
    Layout wanted = states.wanted(node);
    int preferred = wanted == null ? -1 : wanted.innermost();
    Optional<ContractionForm> form = ContractionForm.of(c.structure(), Blocking.of(node.type().dtype()), preferred);
    if (plain) {
      return form.map(f -> LayoutChoice.of(vector(node), f)).orElse(LayoutChoice.of(vector(node)));
    }
    if (form.isPresent()) {
      return LayoutChoice.contraction(node, form.get(), wanted);
    }
    return LayoutChoice.of(wanted != null && isMap(c.structure()) ? wanted : following(node, c, layouts));
  }

  private static boolean isMap(Structure s) {
    return s.combine() == Combine.ASSIGN && s.gathers();
  }

  /// The layout of the first operand as large as the result that is not plain, or of the first read at all.
  private static Layout following(Node node, Composed c, Function<Node, Layout> layouts) {
    for (Access read : c.structure().reads()) {
      Node operand = c.operands().get(read.operand());
      Layout layout = layouts.apply(operand);
      if (!layout.blocks().isEmpty() && operand.type().rank() >= node.type().rank()
          && operand.type().dtype().bytes() == node.type().dtype().bytes()) {
        Layout followed = ResultLayouts.following(c.structure(), read, layout, node.type().shape());
        return followed.blocks().isEmpty() ? vector(node) : followed;
      }
    }
    return vector(node);
  }

  /// The layout in which most elements arrive.
  private static Layout concatenated(Node node, List<Composed> parts, Function<Node, Layout> layouts) {
    var votes = new LinkedHashMap<Layout, Long>();
    for (Composed part : parts) {
      long elements = part.structure().axes().stream().mapToLong(a -> a.extent().count()).reduce(1, (a, b) -> a * b);
      votes.merge(following(node, part, layouts), elements, Long::sum);
    }
    Layout best = votes.keySet().iterator().next();
    for (Map.Entry<Layout, Long> vote : votes.entrySet()) {
      best = vote.getValue() > votes.getOrDefault(best, 0L) ? vote.getKey() : best;
    }
    return best;
  }
}
