package jacquard.compiler.layout;

import jacquard.compiler.nest.Blocking;
import jacquard.compiler.options.Technique;
import jacquard.compiler.view.Composed;
import jacquard.compiler.view.Materialised;
import jacquard.compiler.view.Structures;
import jacquard.ir.Interrupted;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import jacquard.ir.op.LeafOp;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// A graph with its views composed away: what each node with memory computes, a structure, or one for each part of a concatenation in
/// `joined`.
public record ComposedGraph(Graph graph, Set<Node> joined, Map<Node, List<Composed>> steps) {
  public static ComposedGraph of(Graph graph, Predicate<Technique> has) {
    Set<Node> joined = has.test(Technique.CONCAT_IN_PLACE) ? Concats.joined(graph) : Set.of();
    Set<Node> materialised = Materialised.of(graph, joined);
    var steps = new IdentityHashMap<Node, List<Composed>>();
    for (Node node : graph.nodes()) {
      Interrupted.check();
      if (materialised.contains(node) && !(node.op() instanceof LeafOp)) {
        int block = Blocking.of(node.type().dtype());
        steps.put(node, Structures.of(node, joined).stream().map(s -> Composed.of(node, s, materialised).split(block)).toList());
      }
    }
    return new ComposedGraph(graph, joined, steps);
  }

  LayoutRules rules(boolean plain) {
    var single = new IdentityHashMap<Node, Composed>();
    steps.forEach((node, computed) -> single.put(node, computed.getFirst()));
    return new LayoutRules(new StateLayouts(graph, single, plain), plain);
  }

  /// The layouts that the rules choose, and the search betters.
  public Layouts layouts(Predicate<Technique> has) {
    LayoutRules rules = rules(!has.test(Technique.LAYOUTS));
    var layouts = new Layouts(graph, steps, rules);
    if (!rules.plain() && has.test(Technique.WEIGH_LAYOUTS)) {
      LayoutSearch.improve(graph, steps, rules, layouts, costs(layouts, has));
    }
    return layouts;
  }

  LayoutCosts costs(Layouts layouts, Predicate<Technique> has) {
    var concats = new Concats(graph, joined, steps, layouts);
    return new LayoutCosts(graph, steps, concats, halos(layouts, concats, has), has);
  }

  /// What contractions read around values.
  public Halos halos(Layouts layouts, Concats concats, Predicate<Technique> has) {
    var halos = new Halos();
    if (has.test(Technique.WRITE_HALOS)) {
      steps.forEach((node, computed) -> layouts.form(node).ifPresent(form -> halos.add(computed.getFirst(), form)));
    }
    concats.places().forEach((part, place) -> halos.move(part, place.home()));
    return halos;
  }
}
