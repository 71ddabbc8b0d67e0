package jacquard.compiler.layout;

import jacquard.compiler.nest.ContractionForm;
import jacquard.compiler.view.Composed;
import jacquard.ir.Interrupted;
import jacquard.ir.Layout;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The choice made for every value.
public final class Layouts {
  private final Map<Node, LayoutChoice> choices = new IdentityHashMap<>();

  /// What `rules` say, in one walk forwards; `steps` holds what each node with memory computes.
  Layouts(Graph graph, Map<Node, List<Composed>> steps, LayoutRules rules) {
    for (Node node : graph.nodes()) {
      Interrupted.check();
      choices.put(node, rules.of(node, steps.getOrDefault(node, List.of()), this::of));
    }
  }

  public LayoutChoice choice(Node node) {
    return Objects.requireNonNull(choices.get(node));
  }

  public Layout of(Node node) {
    return choice(node).layout();
  }

  /// How `node` is seen as a contraction.
  Optional<ContractionForm> form(Node node) {
    return choice(node).form();
  }

  void put(Node node, LayoutChoice choice) {
    choices.put(node, choice);
  }
}
