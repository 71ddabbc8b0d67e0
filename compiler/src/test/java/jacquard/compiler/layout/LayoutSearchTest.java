package jacquard.compiler.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.Interners;
import jacquard.compiler.cost.Worth;
import jacquard.compiler.options.Optimization;
import jacquard.compiler.pass.PassManager;
import jacquard.compiler.pass.pipeline.Pipelines;
import jacquard.compiler.schedule.NominalCosts;
import jacquard.compiler.view.ComposedGraph;
import jacquard.ir.Layout;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The search against the rules it starts from, and against all combinations of candidates in graphs that are small enough.
class LayoutSearchTest {
  private static final int GRAPHS = 150;
  private static final int MOST_COMBINATIONS = 20_000;
  private static final double MOST_OFF = 0.02;

  /// What the search enumerates itself it must get right; of what it descends into, nearly all.
  @Test
  void neverWorseThanTheRulesAndAsGoodAsTheBestCombination() {
    int better = 0;
    int enumerated = 0;
    int off = 0;
    for (int seed = 0; seed < GRAPHS; seed++) {
      var tried = new Tried(RandomLayers.graph(new Random(seed)));
      assertTrue(tried.searched <= tried.ruled, () -> "costs more than by the rules: " + tried);
      better += tried.searched < tried.ruled ? 1 : 0;
      if (tried.combinations() <= MOST_COMBINATIONS) {
        double best = tried.best();
        boolean worse = tried.searched > (1 + Worth.LAYOUT_GAIN) * best;
        assertFalse(worse && tried.combinations() <= LayoutSearch.ENUMERATED, () -> best + " would be less: " + tried);
        off += worse ? 1 : 0;
        enumerated++;
      }
    }
    assertTrue(better > GRAPHS / 2 && enumerated > GRAPHS / 2, better + " better, " + enumerated + " enumerated");
    assertTrue(off <= MOST_OFF * enumerated, "%d of %d are worse than the best combination".formatted(off, enumerated));
  }

  @Test
  void choosesTheSameEveryTime() {
    for (int seed = 0; seed < GRAPHS; seed += 10) {
      Graph graph = RandomLayers.graph(new Random(seed));
      assertEquals(new Tried(graph).toString(), new Tried(graph).toString());
    }
  }

  /// A graph with what its layouts cost by the rules and after the search.
  private static final class Tried {
    private final ComposedGraph views;
    private final LayoutCosts costs;
    private final Layouts rules;
    private final Layouts layouts;
    private final double ruled;
    private final double searched;
    private final List<Node> nodes = new ArrayList<>();
    private final List<List<LayoutChoice>> options = new ArrayList<>();

    Tried(Graph text) {
      Graph graph = PassManager.forTests().run(Pipelines.EVALUATION, text).graph();
      views = ComposedGraph.of(graph, true);
      StepCosts nominal = new NominalCosts(true)::nanos;
      LaidOutGraph byRules = LaidOutGraph.of(views, nominal, t -> t != Optimization.WEIGH_LAYOUTS);
      rules = byRules.layouts();
      costs = byRules.costs(nominal, t -> true);
      layouts = LaidOutGraph.of(views, nominal, t -> true).layouts();
      ruled = total(rules);
      searched = total(layouts);
      Map<Node, List<Node>> users = new IdentityHashMap<>();
      graph.nodes().forEach(n -> views.steps().getOrDefault(n, List.of()).forEach(c -> c.operands()
          .forEach(o -> users.computeIfAbsent(o, x -> new ArrayList<>()).add(n))));
      var candidates = new LayoutCandidates(views.steps(), n -> users.getOrDefault(n, List.of()), LaidOutGraph.rules(views, false),
          rules::choice, Interners.newStrongInterner());
      for (Node node : graph.nodes()) {
        var all = new ArrayList<>(List.of(rules.choice(node)));
        all.addAll(candidates.of(node));
        if (all.size() > 1) {
          nodes.add(node);
          options.add(all);
        }
      }
    }

    /// The definition, summed up over the whole graph.
    private double total(Layouts chosen) {
      double sum = 0;
      Map<Node, Set<Layout>> asked = new IdentityHashMap<>();
      for (Node node : views.graph().nodes()) {
        LayoutCosts.Cost cost = costs.of(node, chosen::choice);
        sum += cost.nanos();
        cost.reorders().forEach((source, l) -> asked.computeIfAbsent(source, n -> new HashSet<>()).addAll(l));
      }
      for (Node source : views.graph().nodes()) {
        for (Layout layout : asked.getOrDefault(source, Set.of())) {
          sum += costs.reorder(source, chosen.of(source), layout);
        }
      }
      return sum;
    }

    long combinations() {
      return options.stream().mapToLong(List::size).reduce(1, (a, b) -> Math.min(a * b, MOST_COMBINATIONS + 1L));
    }

    double best() {
      return best(0);
    }

    private double best(int at) {
      if (at == nodes.size()) {
        return total(rules);
      }
      LayoutChoice before = rules.choice(nodes.get(at));
      double least = Double.POSITIVE_INFINITY;
      for (LayoutChoice choice : options.get(at)) {
        rules.put(nodes.get(at), choice);
        least = Math.min(least, best(at + 1));
      }
      rules.put(nodes.get(at), before);
      return least;
    }

    @Override
    public String toString() {
      var out = new StringBuilder("rules " + ruled + ", searched " + searched + "\n");
      for (Node node : views.graph().nodes()) {
        out.append(node).append("  ").append(Objects.requireNonNull(layouts.choice(node))).append('\n');
      }
      return out.toString();
    }
  }
}
