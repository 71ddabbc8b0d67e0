package jacquard.compiler.lower;

import jacquard.compiler.layout.Concats;
import jacquard.compiler.layout.LaidOutGraph;
import jacquard.compiler.layout.LanePacking;
import jacquard.compiler.layout.LayoutChoice;
import jacquard.compiler.layout.Layouts;
import jacquard.compiler.layout.PreparedStep;
import jacquard.compiler.step.LoweredProgram;
import jacquard.compiler.step.Step;
import jacquard.compiler.step.StepValue;
import jacquard.compiler.view.Composed;
import jacquard.compiler.view.Place;
import jacquard.compiler.view.Structures;
import jacquard.ir.Interrupted;
import jacquard.ir.Layout;
import jacquard.ir.Loc;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.ConstantData;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.shape.View;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lowers a graph of structured ops to steps: every node that needs memory becomes one loop nest over values that lie as the layouts say,
/// and a reorder stands before a contraction whose factor lies otherwise. Nests have no schedules yet.
public final class Lowering {
  private final LaidOutGraph laidOut;
  private final Graph graph;
  private final Map<Node, List<Composed>> composed;
  private final Layouts layouts;
  private final Concats concats;
  private final boolean packing;
  private final Map<Node, StepValue> values = new IdentityHashMap<>();
  private final Map<Node, Map<Layout, StepValue>> reordered = new IdentityHashMap<>();
  private final List<StepValue> constants = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();

  private Lowering(LaidOutGraph laidOut, boolean packing) {
    this.laidOut = laidOut;
    this.graph = laidOut.views().graph();
    this.composed = laidOut.views().steps();
    this.layouts = laidOut.layouts();
    this.concats = laidOut.concats();
    this.packing = packing;
  }

  /// The steps of `graph`. With `packing`, what lanes would gather is packed first ([LanePacking]).
  public static LoweredProgram lower(LaidOutGraph graph, boolean packing) {
    return new Lowering(graph, packing).run();
  }

  private LoweredProgram run() {
    var inputs = new ArrayList<StepValue>();
    var stateValues = new ArrayList<StepValue>();
    for (Node node : graph.nodes()) {
      Interrupted.check();
      switch (node.op()) {
        case Input input -> inputs.add(allocated(node));
        case State state -> stateValues.add(allocated(node));
        case Constant constant -> constants.add(allocated(node));
        default -> {
          List<Composed> computed = composed.getOrDefault(node, List.of());
          for (int k = 0; k < computed.size(); k++) {
            if (concats.isCopied(node, k)) {
              lower(node, computed.get(k));
            }
          }
        }
      }
    }
    var outputs = new LinkedHashMap<String, StepValue>();
    graph.outputs().forEach((name, node) -> outputs.put(name, value(node)));
    var next = new LinkedHashMap<StepValue, StepValue>();
    graph.next().forEach((state, node) -> next.put(value(state), value(node)));
    return new LoweredProgram(graph.name(), steps, inputs, stateValues, constantsRead(outputs, next), outputs, next);
  }

  /// Without those that are read in another layout only, which would be in memory twice.
  private List<StepValue> constantsRead(Map<String, StepValue> outputs, Map<StepValue, StepValue> next) {
    Set<StepValue> read = Collections.newSetFromMap(new IdentityHashMap<>());
    steps.forEach(step -> read.addAll(step.operands()));
    read.addAll(outputs.values());
    read.addAll(next.values());
    return constants.stream().filter(read::contains).toList();
  }

  private final class Memory implements PreparedStep.Memory {
    private final String reader;

    Memory(Node reader) {
      this.reader = StepValue.name(reader);
    }

    @Override
    public StepValue value(Node node) {
      return Lowering.this.value(node);
    }

    @Override
    public StepValue reordered(Node node, Layout layout, String why) {
      return Lowering.this.reordered(node, layout, reader + " " + why);
    }

    @Override
    public @Nullable Place place(Node node) {
      return concats.of(node);
    }
  }

  /// Memory for the value of `node`.
  private StepValue allocated(Node node) {
    Optional<ConstantData> data = node.op() instanceof Constant constant ? Optional.of(constant.data()) : Optional.empty();
    var value = new StepValue(StepValue.name(node), node.type(), laidOut.memory(node), StepValue.role(node), data);
    values.put(node, value);
    return value;
  }

  /// The value of `node`, or that in which it lies.
  private StepValue value(Node node) {
    Place place = concats.of(node);
    return Objects.requireNonNull(values.get(place == null ? node : place.home()));
  }

  private void lower(Node node, Composed c) {
    LayoutChoice choice = layouts.choice(node);
    PreparedStep prepared = PreparedStep.of(node, c, choice, new Memory(node), packing);
    prepared.packed().forEach(p -> steps.add(Step.of(p.target().name(), p.structure(), List.of(p.source()), p.target(), node.loc(),
        "lanes of " + StepValue.name(node) + " would gather it")));
    Structure structure = prepared.structure();
    List<StepValue> operands = prepared.operands();
    Layout lanes = choice.lanes(node);
    if (!lanes.equals(choice.layout())) {
      StepValue blocked = StepValue.temporary(StepValue.name(node) + ".lanes", node.type(), lanes);
      steps.addAll(Clearing.before(structure, blocked, node.loc()));
      steps.add(Step.of(blocked.name(), structure, operands, blocked, node.loc(), ""));
      structure = Structures.identity(node.type().shape());
      operands = List.of(blocked);
    }
    String why = operands.size() > 1 || !structure.isView() ? "" : lanes.equals(choice.layout()) ? moved(node)
        : "is computed with its lanes along dimension " + lanes.innermost() + ", and read otherwise";
    store(node, structure, operands, why);
  }

  /// Why a step of `node` moves elements, if that is all it does.
  private String moved(Node node) {
    return concats.isJoined(node) ? "a part that cannot lie in place"
        : node.op() instanceof View ? "a view that its readers cannot see through" : "";
  }

  /// The step that computes `node`, or a part of it, into its own memory or its slice of a concatenation.
  private void store(Node node, Structure structure, List<StepValue> operands, String why) {
    Place place = concats.of(node);
    if (place == null && !concats.isJoined(node)) {
      StepValue result = allocated(node);
      steps.addAll(Clearing.before(structure, result, node.loc()));
      steps.add(Step.of(result.name(), structure, operands, result, node.loc(), why));
      return;
    }
    Node home = place == null ? node : place.home();
    StepValue result = values.get(home);
    if (result == null) {
      result = allocated(home);
      steps.addAll(Clearing.halo(result, home.loc()));
    }
    List<IndexExpr> write = place == null ? structure.write() : place.moved(structure.write());
    Structure moved = structure.withWrite(write);
    steps.add(Step.of(StepValue.name(node), moved, operands, result, node.loc(), why));
  }

  /// The value of `node` in another layout: a copy step, or, for a constant, the same data packed otherwise.
  private StepValue reordered(Node node, Layout layout, String why) {
    return reordered.computeIfAbsent(node, n -> new LinkedHashMap<>()).computeIfAbsent(layout, l -> {
      StepValue value = value(node);
      if (value.role() == StepValue.Role.CONSTANT) {
        var packed = new StepValue(value.name() + "." + l, value.type(), l, StepValue.Role.CONSTANT, value.data());
        constants.add(packed);
        return packed;
      }
      StepValue copy = StepValue.temporary(StepValue.name(node) + ".reordered", node.type(), l);
      steps.addAll(Clearing.halo(copy, Loc.UNKNOWN));
      Structure identity = Structures.identity(node.type().shape());
      Composed source = new Composed(identity, List.of(node)).moved(concats::of);
      steps.add(Step.of(copy.name(), source.structure(), List.of(value), copy, Loc.UNKNOWN, why));
      return copy;
    });
  }
}
