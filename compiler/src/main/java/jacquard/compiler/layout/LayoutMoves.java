package jacquard.compiler.layout;

import com.google.common.collect.Interner;
import jacquard.compiler.cost.Worth;
import jacquard.compiler.view.Composed;
import jacquard.ir.Layout;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;

/// Moves from one choice of layouts to another, what they save, and their making and unmaking.
///
/// A move sets the choice of one value; what follows it by the rules moves along.
final class LayoutMoves {
  /// The choices that change with that of `node`, what the nodes concerned cost then, and what they and the reorders of what they read cost
  /// before and after.
  record Move(Node node, Map<Node, LayoutChoice> choices, Map<Node, LayoutCosts.Cost> costs, double before, double after) {
    LayoutChoice choice() {
      return Objects.requireNonNull(choices.get(node));
    }

    double gain() {
      return before - after;
    }

    boolean pays() {
      return gain() > Worth.LAYOUT_GAIN * before;
    }
  }

  /// A value with more followers than this stays as it is: weighing it would take the time of a whole network.
  private static final int MOST_FOLLOWERS = 64;

  private final Map<Node, List<Composed>> steps;
  private final LayoutRules rules;
  private final Layouts layouts;
  private final LayoutCosts costs;
  private final Interner<LayoutChoice> interned;
  private final Map<Node, List<Node>> users = new IdentityHashMap<>();
  private final Map<Node, Integer> numbers = new IdentityHashMap<>();
  private final Comparator<Node> order = Comparator.comparingInt(n -> Objects.requireNonNull(numbers.get(n)));
  private final Map<Node, LayoutCosts.Cost> current = new IdentityHashMap<>();
  private final Set<Node> pinned = Collections.newSetFromMap(new IdentityHashMap<>());
  private final ChoiceMemo<LayoutChoice> ruled = new ChoiceMemo<>(this::operands);

  LayoutMoves(Graph graph, Map<Node, List<Composed>> steps, LayoutRules rules, Layouts layouts, LayoutCosts costs,
      Interner<LayoutChoice> interned) {
    this.interned = interned;
    this.steps = steps;
    this.rules = rules;
    this.layouts = layouts;
    this.costs = costs;
    for (Node node : graph.nodes()) {
      numbers.put(node, numbers.size());
      operands(node).forEach(o -> users.computeIfAbsent(o, n -> new ArrayList<>()).add(node));
    }
  }

  private List<Node> operands(Node node) {
    return steps.getOrDefault(node, List.of()).stream().flatMap(c -> c.operands().stream()).distinct().toList();
  }

  /// Those that read `node`, in the graph's order.
  List<Node> users(Node node) {
    return users.getOrDefault(node, List.of());
  }

  /// The order of the graph.
  Comparator<Node> order() {
    return order;
  }

  /// The move of `node` to `choice`; empty where too many follow.
  Optional<Move> of(Node node, LayoutChoice choice) {
    Map<Node, LayoutChoice> changes = followed(node, choice);
    if (changes.size() > MOST_FOLLOWERS) {
      return Optional.empty();
    }
    Function<Node, LayoutChoice> then = n -> Objects.requireNonNullElseGet(changes.get(n), () -> layouts.choice(n));
    var concerned = new LinkedHashSet<Node>();
    for (Node changed : changes.keySet()) {
      concerned.add(changed);
      concerned.addAll(users(changed));
    }
    Map<Node, LayoutCosts.Cost> after = new LinkedHashMap<>();
    concerned.forEach(n -> after.put(n, costs.of(n, then)));
    var sources = new LinkedHashSet<Node>();
    concerned.forEach(n -> addReordered(now(n), sources));
    after.values().forEach(c -> addReordered(c, sources));
    return Optional.of(new Move(node, changes, after, total(concerned, sources, this::now, layouts::choice),
        total(concerned, sources, n -> Objects.requireNonNullElseGet(after.get(n), () -> now(n)), then)));
  }

  /// Makes `move`; the result takes it back.
  Runnable apply(Move move) {
    boolean pins = pinned.add(move.node());
    Map<Node, LayoutChoice> choices = new LinkedHashMap<>();
    Map<Node, LayoutCosts.Cost> before = new LinkedHashMap<>();
    move.choices().forEach((n, c) -> {
      choices.put(n, layouts.choice(n));
      layouts.put(n, c);
    });
    move.costs().forEach((n, c) -> {
      before.put(n, Objects.requireNonNull(current.get(n)));
      current.put(n, c);
    });
    return () -> {
      choices.forEach(layouts::put);
      current.putAll(before);
      if (pins) {
        pinned.remove(move.node());
      }
    };
  }

  private LayoutCosts.Cost now(Node node) {
    LayoutCosts.Cost known = current.get(node);
    if (known != null) {
      return known;
    }
    LayoutCosts.Cost cost = costs.of(node, layouts::choice);
    current.put(node, cost);
    return cost;
  }

  private void addReordered(LayoutCosts.Cost cost, Set<Node> sources) {
    if (!cost.reorders().isEmpty()) {
      cost.reorders().keySet().stream().sorted(order).forEach(sources::add);
    }
  }

  /// What `nodes` cost, and all reorders of `sources`, each counted once however many ask for it.
  private double total(Set<Node> nodes, Set<Node> sources, Function<Node, LayoutCosts.Cost> cost, Function<Node, LayoutChoice> choices) {
    double sum = nodes.stream().mapToDouble(n -> cost.apply(n).nanos()).sum();
    for (Node source : sources) {
      var asked = new HashSet<Layout>();
      for (Node user : users(source)) {
        asked.addAll(cost.apply(user).reorders().getOrDefault(source, Set.of()));
      }
      Layout from = choices.apply(source).layout();
      sum += asked.stream().mapToDouble(to -> costs.reorder(source, from, to)).sorted().sum();
    }
    return sum;
  }

  /// The choices that change when `node` takes `choice`, by what the rules say of its readers; one more than the most where too many do.
  private Map<Node, LayoutChoice> followed(Node node, LayoutChoice choice) {
    Map<Node, LayoutChoice> changes = new LinkedHashMap<>();
    changes.put(node, choice);
    Function<Node, LayoutChoice> then = n -> Objects.requireNonNullElseGet(changes.get(n), () -> layouts.choice(n));
    var open = new PriorityQueue<>(order);
    open.addAll(users(node));
    while (!open.isEmpty() && changes.size() <= MOST_FOLLOWERS) {
      Node user = open.poll();
      if (changes.containsKey(user) || pinned.contains(user) || layouts.form(user).isPresent()) {
        continue;
      }
      LayoutChoice follows = ruled.of(user, then,
          () -> interned.intern(rules.of(user, steps.getOrDefault(user, List.of()), n -> then.apply(n).layout())));
      if (!follows.equals(layouts.choice(user))) {
        changes.put(user, follows);
        open.addAll(users(user));
      }
    }
    return changes;
  }
}
