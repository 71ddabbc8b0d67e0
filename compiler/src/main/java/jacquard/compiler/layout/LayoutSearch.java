package jacquard.compiler.layout;

import com.google.common.collect.Interner;
import com.google.common.collect.Interners;
import jacquard.compiler.cost.Worth;
import jacquard.compiler.layout.LayoutMoves.Move;
import jacquard.compiler.view.Composed;
import jacquard.ir.Interrupted;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Layouts by least total cost: starts from what the rules choose, and where that leaves copies or lanes that are no neighbours, tries
/// other choices for the values around.
///
///     cost = Σ over nodes: its steps  +  Σ over values: the different reorders that its readers ask for          ([LayoutCosts])
///
/// Values around misfits that touch form a group. A small one is enumerated, every combination of candidates once, with as much around it
/// as can be; in a larger one each value in turn takes the best candidate, as long as that helps. The result never costs more than the
/// rules' choice. All of it is local, so that it takes time in proportion to the graph, and deterministic.
///
/// Source: the choice is a partitioned boolean quadratic problem (Anderson & Gregg 2018, "Optimal DNN primitive selection with partitioned
/// boolean quadratic programming", CGO), of which most of a network is solved by the rules already.
final class LayoutSearch {
  /// Combinations of a group that are all tried.
  static final int ENUMERATED = 256;
  private static final int ROUNDS = 3;

  private final Graph graph;
  private final Map<Node, List<Composed>> steps;
  private final Layouts layouts;
  private final LayoutCosts costs;
  private final LayoutMoves moves;
  private final LayoutCandidates candidates;

  private LayoutSearch(Graph graph, Map<Node, List<Composed>> steps, LayoutRules rules, Layouts layouts, LayoutCosts costs) {
    this.graph = graph;
    this.steps = steps;
    this.layouts = layouts;
    this.costs = costs;
    Interner<LayoutChoice> interned = Interners.newStrongInterner();
    graph.nodes().forEach(n -> layouts.put(n, interned.intern(layouts.choice(n))));
    this.moves = new LayoutMoves(graph, steps, rules, layouts, costs, interned);
    this.candidates = new LayoutCandidates(steps, moves::users, rules, layouts::choice, interned);
  }

  /// Improves `layouts`, which `rules` made; `steps` holds what each node with memory computes.
  static void improve(Graph graph, Map<Node, List<Composed>> steps, LayoutRules rules, Layouts layouts, LayoutCosts costs) {
    var search = new LayoutSearch(graph, steps, rules, layouts, costs);
    boolean moved = true;
    for (int round = 0; round < ROUNDS && moved; round++) {
      moved = false;
      for (List<Node> group : search.groups()) {
        moved |= search.search(group);
      }
    }
  }

  private List<List<Node>> groups() {
    var groups = new LayoutGroups();
    graph.nodes().stream().filter(n -> costs.misfits(n, layouts::choice)).forEach(n -> groups.add(withNeighbours(List.of(n))));
    return groups.sorted(moves.order());
  }

  private boolean search(List<Node> group) {
    Optional<List<Map.Entry<Node, List<LayoutChoice>>>> some = options(group);
    if (some.isEmpty()) {
      return descend(group);
    }
    List<Node> wider = group;
    for (Optional<List<Map.Entry<Node, List<LayoutChoice>>>> more = some; more.isPresent(); more = options(wider)) {
      some = more;
      int size = wider.size();
      wider = withNeighbours(wider);
      if (wider.size() == size) {
        break;
      }
    }
    return new Enumeration(some.get()).improve();
  }

  /// The candidates of each value; empty where they have more combinations than are tried.
  private Optional<List<Map.Entry<Node, List<LayoutChoice>>>> options(List<Node> group) {
    Map<Node, List<LayoutChoice>> options = new LinkedHashMap<>();
    long combinations = 1;
    for (Node node : group) {
      List<LayoutChoice> some = candidates.of(node);
      options.put(node, some);
      combinations *= some.size() + 1;
      if (combinations > ENUMERATED) {
        return Optional.empty();
      }
    }
    return Optional.of(List.copyOf(options.entrySet()));
  }

  private List<Node> withNeighbours(List<Node> group) {
    return group.stream().flatMap(n -> Stream.of(steps.getOrDefault(n, List.of()).stream().flatMap(c -> c.operands().stream()),
        Stream.of(n), moves.users(n).stream()).flatMap(s -> s)).filter(steps::containsKey).distinct().sorted(moves.order()).toList();
  }

  /// All combinations of a group's candidates.
  private final class Enumeration {
    private final List<Map.Entry<Node, List<LayoutChoice>>> options;
    private final Deque<Move> made = new ArrayDeque<>();
    private double bestGain;
    private Map<Node, LayoutChoice> best = Map.of();

    Enumeration(List<Map.Entry<Node, List<LayoutChoice>>> options) {
      this.options = options;
    }

    boolean improve() {
      from(0, 0);
      best.forEach((node, choice) -> moves.of(node, choice).ifPresent(moves::apply));
      return !best.isEmpty();
    }

    private void from(int at, double gain) {
      Interrupted.check();
      if (at == options.size()) {
        if (gain > bestGain && gain > Worth.LAYOUT_GAIN * made.stream().mapToDouble(Move::before).sum()) {
          bestGain = gain;
          best = new LinkedHashMap<>();
          made.descendingIterator().forEachRemaining(m -> best.put(m.node(), m.choice()));
        }
        return;
      }
      from(at + 1, gain);
      Node node = options.get(at).getKey();
      for (LayoutChoice choice : options.get(at).getValue()) {
        Optional<Move> move = choice.equals(layouts.choice(node)) ? Optional.empty() : moves.of(node, choice);
        move.ifPresent(m -> {
          Runnable back = moves.apply(m);
          made.push(m);
          from(at + 1, gain + m.gain());
          made.pop();
          back.run();
        });
      }
    }
  }

  /// Each value in turn takes the candidate that saves most: from the rules' choice, and from where contractions that could run without a
  /// tile do, whichever ends lower. A chain of depthwise and 1x1 convolutions comes out of one of the two only.
  private boolean descend(List<Node> group) {
    List<Node> others = group.stream().filter(n -> layouts.form(n).isPresent() && costs.misfits(n, layouts::choice)
        && steps.getOrDefault(n, List.of()).stream().allMatch(c -> Lanes.allAlong(c.structure()))).toList();
    var undo = new ArrayDeque<Runnable>();
    var made = new ArrayList<Move>();
    double direct = descend(group, made, undo);
    if (others.isEmpty()) {
      return direct > 0;
    }
    back(undo);
    double through = 0;
    for (Node node : others) {
      Optional<Move> move = candidates.of(node).stream().filter(c -> c.form().isEmpty()).findFirst().flatMap(c -> moves.of(node, c));
      if (move.isPresent()) {
        undo.push(moves.apply(move.get()));
        through += move.get().gain();
      }
    }
    through += descend(group, new ArrayList<>(), undo);
    if (through > direct) {
      return through > 0;
    }
    back(undo);
    made.forEach(moves::apply);
    return direct > 0;
  }

  private static void back(Deque<Runnable> undo) {
    while (!undo.isEmpty()) {
      undo.pop().run();
    }
  }

  /// Moves in turn as long as that helps, readers before what they read, so that a copy that several readers share is weighed against
  /// moving its source; what all of them save. `made` takes the moves, `undo` what takes them back.
  private double descend(List<Node> group, List<Move> made, Deque<Runnable> undo) {
    double gain = 0;
    boolean moved = true;
    for (int round = 0; round < ROUNDS && moved; round++) {
      moved = false;
      for (Node node : group.reversed()) {
        Optional<Move> best = best(node);
        if (best.isPresent()) {
          gain += best.get().gain();
          made.add(best.get());
          undo.push(moves.apply(best.get()));
          moved = true;
        }
      }
    }
    return gain;
  }

  /// The move of `node` that saves most, of those that pay.
  private Optional<Move> best(Node node) {
    Optional<Move> best = Optional.empty();
    for (LayoutChoice choice : candidates.of(node)) {
      Optional<Move> move = moves.of(node, choice).filter(Move::pays);
      if (move.isPresent() && (best.isEmpty() || move.get().gain() > best.get().gain())) {
        best = move;
      }
    }
    return best;
  }
}
