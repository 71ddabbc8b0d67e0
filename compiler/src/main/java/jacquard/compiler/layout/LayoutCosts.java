package jacquard.compiler.layout;

import jacquard.compiler.cost.Worth;
import jacquard.compiler.step.StepValue;
import jacquard.compiler.view.Composed;
import jacquard.compiler.view.Place;
import jacquard.compiler.view.Structures;
import jacquard.ir.Interrupted;
import jacquard.ir.Layout;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import jacquard.ir.loop.Structure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the steps of single nodes cost under a choice of layouts, by [StepCosts], and which reorders they ask for.
///
/// Values lie in memory of their own here, slices of concatenations too, and have the halo that the rules' contractions read.
final class LayoutCosts {
  /// What a node costs: its steps, those that pack operands and reorder its result included; and the layouts in which it needs operands
  /// reordered, which it may share with others.
  record Cost(double nanos, int copies, Map<Node, Set<Layout>> reorders) {}

  private record Reorder(TensorType type, Layout from, Layout to) {}

  private final Map<Node, List<Composed>> steps;
  private final Concats concats;
  private final Halos halos;
  private final boolean packing;
  private final StepCosts costs;
  private final Map<Node, Node> stateOf = new IdentityHashMap<>();
  private final Map<Reorder, Double> reorders = new HashMap<>();
  private final ChoiceMemo<Cost> costOf = new ChoiceMemo<>(this::around);
  private final ChoiceMemo<Boolean> misfits = new ChoiceMemo<>(this::around);

  LayoutCosts(Graph graph, Map<Node, List<Composed>> steps, Concats concats, Halos halos, StepCosts costs, boolean packing) {
    this.steps = steps;
    this.concats = concats;
    this.halos = halos;
    this.packing = packing;
    this.costs = costs;
    graph.next().forEach((state, next) -> stateOf.put(next, state));
  }

  /// The values whose choices the steps of `node` follow from.
  private List<Node> around(Node node) {
    var around = new ArrayList<Node>();
    around.add(node);
    steps.getOrDefault(node, List.of()).forEach(c -> around.addAll(c.operands()));
    around.addAll(concats.isJoined(node) ? node.inputs() : List.of());
    Node state = stateOf.get(node);
    if (state != null) {
      around.add(state);
    }
    return around;
  }

  /// The values as they lie under a choice; asks are noted.
  private final class Memory implements PreparedStep.Memory {
    private final Function<Node, LayoutChoice> choices;
    private final Map<Node, Set<Layout>> asked = new IdentityHashMap<>();

    Memory(Function<Node, LayoutChoice> choices) {
      this.choices = choices;
    }

    @Override
    public StepValue value(Node node) {
      return lying(node, haloed(node, choices.apply(node).layout()));
    }

    @Override
    public StepValue reordered(Node node, Layout layout, String why) {
      if (!(node.op() instanceof Constant)) {
        asked.computeIfAbsent(node, n -> new HashSet<>()).add(layout);
      }
      return lying(node, layout);
    }

    @Override
    public @Nullable Place place(Node node) {
      return null;
    }
  }

  private static StepValue lying(Node node, Layout layout) {
    StepValue.Role role = switch (node.op()) {
      case Constant c -> StepValue.Role.CONSTANT;
      case State s -> StepValue.Role.STATE;
      case Input i -> StepValue.Role.INPUT;
      default -> StepValue.Role.TEMPORARY;
    };
    return new StepValue("", node.type(), layout, role, Optional.empty());
  }

  private Layout haloed(Node node, Layout layout) {
    if (node.op() instanceof Constant || node.op() instanceof State) {
      return layout;
    }
    Halos.Halo halo = halos.of(node).besidesBlocks(layout);
    return layout.withHalo(halo.lo(), halo.hi());
  }

  /// The cost of `node` when all lies as `choices` says.
  Cost of(Node node, Function<Node, LayoutChoice> choices) {
    return costOf.of(node, choices, () -> weighed(node, choices));
  }

  private Cost weighed(Node node, Function<Node, LayoutChoice> choices) {
    Interrupted.check();
    List<Composed> computed = steps.getOrDefault(node, List.of());
    LayoutChoice choice = choices.apply(node);
    StepValue result = lying(node, haloed(node, choice.layout()));
    var memory = new Memory(choices);
    double nanos = 0;
    int copies = 0;
    for (int k = 0; k < computed.size(); k++) {
      boolean part = concats.isJoined(node);
      if (part && concats.wouldFit(node, k, choices.apply(node.input(k)).layout(), choice.layout())) {
        continue;
      }
      PreparedStep step = PreparedStep.of(node, computed.get(k), choice, memory, packing);
      for (LanePacking.Copy copy : step.packed()) {
        nanos += nanos(copy.structure(), List.of(copy.source()), copy.target());
      }
      Layout lanes = choice.lanes(node);
      boolean reorders = !lanes.equals(choice.layout());
      nanos += nanos(step.structure(), step.operands(), reorders ? lying(node, lanes) : result);
      nanos += reorders ? reorder(node, lanes, result.layout()) : 0;
      copies += step.packed().size() + (reorders || part ? 1 : 0);
    }
    Node state = stateOf.get(node);
    if (state != null && !choices.apply(state).layout().equals(choice.layout())) {
      nanos += reorder(node, result.layout(), choices.apply(state).layout());
      copies++;
    }
    return new Cost(nanos, copies, memory.asked);
  }

  /// Whether the steps of `node` are worth weighing: they ask for a reorder or make one, or lanes along the result are not neighbours in
  /// what they read. Cheap, as nothing is scheduled.
  boolean misfits(Node node, Function<Node, LayoutChoice> choices) {
    return misfits.of(node, choices, () -> isMisfit(node, choices));
  }

  private boolean isMisfit(Node node, Function<Node, LayoutChoice> choices) {
    Interrupted.check();
    List<Composed> computed = steps.getOrDefault(node, List.of());
    LayoutChoice choice = choices.apply(node);
    Node state = stateOf.get(node);
    boolean any = state != null && !choices.apply(state).layout().equals(choice.layout());
    for (int k = 0; k < computed.size() && !any; k++) {
      if (Lanes.points(computed.get(k).structure()) < Worth.WEIGHED_POINTS) {
        continue;
      }
      var memory = new Memory(choices);
      PreparedStep step = PreparedStep.of(node, computed.get(k), choice, memory, packing);
      Layout lanes = choice.lanes(node);
      boolean part = concats.isJoined(node);
      any = part ? !concats.wouldFit(node, k, choices.apply(node.input(k)).layout(), choice.layout())
          : memory.asked.keySet().stream().anyMatch(n -> !(n.op() instanceof State)) || !step.packed().isEmpty()
          || !lanes.equals(choice.layout())
              || choice.form().map(f -> Lanes.hasRaggedRows(step.structure(), f, step.operands())).orElse(false)
              || choice.form().isEmpty() && !Lanes.areSteady(step.structure(), step.operands(), lanes);
    }
    return any;
  }

  /// What it takes to reorder `node`.
  double reorder(Node node, Layout from, Layout to) {
    return reorders.computeIfAbsent(new Reorder(node.type(), from, to),
        r -> nanos(Structures.identity(node.type().shape()), List.of(lying(node, from)), lying(node, to)));
  }

  private double nanos(Structure s, List<StepValue> operands, StepValue result) {
    return costs.nanos(s, operands.stream().map(StepValue::buffer).toList(), result.buffer());
  }
}
