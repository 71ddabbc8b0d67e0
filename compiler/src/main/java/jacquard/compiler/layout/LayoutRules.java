package jacquard.compiler.layout;

import jacquard.compiler.nest.Blocking;
import jacquard.compiler.nest.ContractionForm;
import jacquard.compiler.nest.TransformForm;
import jacquard.compiler.view.Composed;
import jacquard.ir.Layout;
import jacquard.ir.Shape;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.Structure;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;

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
    Optional<TransformForm> transform = TransformForm.of(c.structure());
    if (transform.isPresent()) {
      return LayoutChoice.of(transformed(node, c, transform.get(), layouts));
    }
    return LayoutChoice.of(wanted != null && isMap(c.structure()) ? wanted : following(node, c, layouts));
  }

  /// As the operand lies, with the dimensions that tables make outermost after the batch, a plane of tiles each, and blocked along one that
  /// is only passed on, where the operand has no blocks.
  private static Layout transformed(Node node, Composed c, TransformForm form, Function<Node, Layout> layouts) {
    Structure s = c.structure();
    Access read = s.reads().get(form.read());
    Shape shape = node.type().shape();
    Layout followed = ResultLayouts.following(s, read, layouts.apply(c.operands().get(read.operand())), shape);
    var order = new LinkedHashSet<Integer>();
    IntStream.range(0, shape.rank()).filter(d -> shape.dim(d).perBatch()).forEach(order::add);
    IntStream.range(0, shape.rank()).filter(d -> form.isOut(s.write().get(d).asVar())).forEach(order::add);
    order.addAll(followed.order());
    Layout layout = Layout.ordered(List.copyOf(order));
    int block = Blocking.of(node.type().dtype());
    for (Layout.Block b : followed.blocks()) {
      layout = layout.blocked(b.dim(), b.size());
    }
    OptionalInt passed = IntStream.range(0, shape.rank()).filter(d -> !shape.dim(d).perBatch() && shape.extent(d) % block == 0
        && s.write().get(d).isVar() && read.map().contains(s.write().get(d))).findFirst();
    return followed.blocks().isEmpty() && passed.isPresent() ? layout.blocked(passed.getAsInt(), block) : layout;
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
