package jacquard.compiler.layout;

import com.google.common.collect.Interner;
import jacquard.compiler.nest.Blocking;
import jacquard.compiler.nest.ContractionForm;
import jacquard.compiler.view.Composed;
import jacquard.ir.Interrupted;
import jacquard.ir.Layout;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Structure;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// How a value could lie: as its operands or its readers do, as a reader would load it, plain; and for a contraction, along every axis that
/// can be the lane, or without a register tile.
final class LayoutCandidates {
  private static final int MOST = 8;

  private final Map<Node, List<Composed>> steps;
  private final Function<Node, List<Node>> users;
  private final LayoutRules rules;
  private final Function<Node, LayoutChoice> choices;
  private final Interner<LayoutChoice> interned;
  private final ChoiceMemo<List<LayoutChoice>> known = new ChoiceMemo<>(this::around);

  LayoutCandidates(Map<Node, List<Composed>> steps, Function<Node, List<Node>> users, LayoutRules rules,
      Function<Node, LayoutChoice> choices, Interner<LayoutChoice> interned) {
    this.interned = interned;
    this.steps = steps;
    this.users = users;
    this.rules = rules;
    this.choices = choices;
  }

  /// Every candidate for `node` but what it is now, the likeliest first.
  List<LayoutChoice> of(Node node) {
    return steps.getOrDefault(node, List.of()).isEmpty() ? List.of() : known.of(node, choices, () -> found(node));
  }

  private List<Node> around(Node node) {
    var around = new ArrayList<>(users.apply(node));
    around.add(node);
    steps.getOrDefault(node, List.of()).forEach(c -> around.addAll(c.operands()));
    return around;
  }

  private List<LayoutChoice> found(Node node) {
    Interrupted.check();
    List<Composed> computed = steps.getOrDefault(node, List.of());
    var layouts = new LinkedHashSet<Layout>();
    for (Composed c : computed) {
      fromOperands(node, c, layouts);
    }
    for (Node user : users.apply(node)) {
      steps.getOrDefault(user, List.of()).forEach(c -> fromReader(node, user, c, layouts));
    }
    layouts.add(LayoutRules.vector(node));
    Set<LayoutChoice> all = new LinkedHashSet<>();
    LayoutChoice now = choices.apply(node);
    now.form().ifPresent(f -> all.add(now.withUnblockedRows()));
    if (computed.size() == 1) {
      for (ContractionForm form : ContractionForm.all(computed.getFirst().structure(), Blocking.of(node.type().dtype()))) {
        all.add(LayoutChoice.contraction(node, form, rules.states().wanted(node)));
        layouts.forEach(l -> all.add(LayoutChoice.contraction(node, form, l)));
        now.form().filter(form::equals).ifPresent(f -> layouts.forEach(l -> all.add(LayoutChoice.of(l, f))));
      }
    }
    layouts.forEach(l -> all.add(LayoutChoice.of(l)));
    all.remove(now);
    return all.stream().filter(c -> fits(node, c.layout())).limit(MOST).map(interned::intern).toList();
  }

  /// Whether an array holds an example: blocks that are mostly filling can take an axis of few elements to sixteen times its size.
  private static boolean fits(Node node, Layout layout) {
    return layout.elements(node.type().shape(), 1) <= Integer.MAX_VALUE;
  }

  private void fromOperands(Node node, Composed c, Set<Layout> layouts) {
    for (Access read : c.structure().reads()) {
      Node operand = c.operands().get(read.operand());
      Layout layout = choices.apply(operand).layout();
      if (!layout.blocks().isEmpty() && operand.type().dtype().bytes() == node.type().dtype().bytes()) {
        if (operand.type().shape().equals(node.type().shape())) {
          layouts.add(layout);
        }
        layouts.add(ResultLayouts.following(c.structure(), read, layout, node.type().shape()));
      }
    }
  }

  /// The layout of the reader's result, brought back through its access, and that in which a contraction loads its lanes.
  private void fromReader(Node node, Node user, Composed c, Set<Layout> layouts) {
    LayoutChoice reader = choices.apply(user);
    Structure s = c.structure();
    for (int k = 0; k < s.reads().size(); k++) {
      Access read = s.reads().get(k);
      if (c.operands().get(read.operand()) != node) {
        continue;
      }
      if (reader.form().isPresent() && reader.form().get().vector() == k) {
        layouts.add(Layout.ordered(choices.apply(node).layout().order())
            .blocked(reader.form().get().vectorDim(), Blocking.of(node.type().dtype())));
      } else if (!reader.layout().blocks().isEmpty() && user.type().dtype().bytes() == node.type().dtype().bytes()) {
        if (user.type().shape().equals(node.type().shape())) {
          layouts.add(reader.layout());
        }
        layouts.add(ResultLayouts.preceding(s, read, reader.layout(), node.type().shape()));
      }
    }
  }
}
