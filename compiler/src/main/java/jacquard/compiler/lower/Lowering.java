package jacquard.compiler.lower;

import jacquard.compiler.layout.Choice;
import jacquard.compiler.layout.ComposedGraph;
import jacquard.compiler.layout.Concats.Place;
import jacquard.compiler.layout.Concats;
import jacquard.compiler.layout.Halos;
import jacquard.compiler.layout.Layouts;
import jacquard.compiler.layout.PreparedStep;
import jacquard.compiler.nest.Blocking;
import jacquard.compiler.options.Technique;
import jacquard.compiler.schedule.Scheduler;
import jacquard.compiler.step.LoweredProgram;
import jacquard.compiler.step.Step;
import jacquard.compiler.step.Value;
import jacquard.compiler.view.Composed;
import jacquard.compiler.view.Structures;
import jacquard.ir.Interrupted;
import jacquard.ir.Layout;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Buffer;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Structure;
import jacquard.ir.loop.WriteForm;
import jacquard.ir.op.Constant;
import jacquard.ir.op.Input;
import jacquard.ir.op.LeafOp;
import jacquard.ir.op.State;
import jacquard.ir.op.View;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Lowers a graph of structured ops to steps: every node that needs memory becomes one scheduled loop nest, views disappear into
/// accesses, each value gets a physical layout, and a reorder stands before a contraction whose factor lies otherwise.
public final class Lowering {
  private final Graph graph;
  private final Scheduler scheduler;
  private final Predicate<Technique> has;
  private final Map<Node, List<Composed>> composed;
  private final Map<Node, Value> values = new IdentityHashMap<>();
  private final Map<Node, Map<Layout, Value>> reordered = new IdentityHashMap<>();
  private final Halos halos;
  private final Layouts layouts;
  private final Concats concats;
  private final List<Value> constants = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();

  private Lowering(Graph graph, Scheduler scheduler, Predicate<Technique> has) {
    this.graph = graph;
    this.scheduler = scheduler;
    this.has = has;
    ComposedGraph views = ComposedGraph.of(graph, has);
    this.composed = views.steps();
    graph.nodes().forEach(this::requireArray);
    this.layouts = views.layouts(has);
    this.concats = new Concats(graph, views.joined(), composed, layouts);
    this.halos = views.halos(layouts, concats, has);
  }

  /// An example of what has memory lies in one array.
  private void requireArray(Node node) {
    boolean hasMemory = node.op() instanceof LeafOp || composed.containsKey(node);
    long elements = node.type().shape().size(1);
    if (hasMemory && elements > Integer.MAX_VALUE) {
      throw UserError.of("plan/array").problem("%s: a value does not fit into Java's arrays", node.op().mnemonic()).at(node.loc())
          .got("%s: %d elements for one example", node.type(), elements).expected("at most %d", Integer.MAX_VALUE)
          .fix("use smaller inputs, or fewer channels").build();
    }
  }

  /// The steps of `graph`, which holds structured ops and leaves only, made with those techniques that `has` says are on.
  public static LoweredProgram lower(Graph graph, Scheduler scheduler, Predicate<Technique> has) {
    return new Lowering(graph, scheduler, has).run();
  }

  private LoweredProgram run() {
    var inputs = new ArrayList<Value>();
    var stateValues = new ArrayList<Value>();
    for (Node node : graph.nodes()) {
      Interrupted.check();
      switch (node.op()) {
        case Input input -> inputs.add(leaf(node, input.name(), Value.Role.INPUT, haloed(node, layouts.of(node))));
        case State state -> stateValues.add(leaf(node, state.name(), Value.Role.STATE, layouts.of(node)));
        case Constant constant -> constants.add(constant(node, constant));
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
    var outputs = new LinkedHashMap<String, Value>();
    graph.outputs().forEach((name, node) -> outputs.put(name, value(node)));
    var next = new LinkedHashMap<Value, Value>();
    graph.next().forEach((state, node) -> next.put(value(state), value(node)));
    Map<Value, Value> inPlace = new StateUpdates(steps, scheduler).apply(next, outputs);
    return new LoweredProgram(graph.name(), steps, inputs, stateValues, constants, outputs, inPlace);
  }

  private final class Memory implements PreparedStep.Memory {
    private final String reader;

    Memory(Node reader) {
      this.reader = name(reader);
    }

    @Override
    public Value value(Node node) {
      return Lowering.this.value(node);
    }

    @Override
    public Value reordered(Node node, Layout layout, String why) {
      return Lowering.this.reordered(node, layout, reader + " " + why);
    }

    @Override
    public @Nullable Place place(Node node) {
      return concats.of(node);
    }
  }

  private Value leaf(Node node, String name, Value.Role role, Layout layout) {
    var value = new Value(name, node.type(), layout, role, Optional.empty());
    values.put(node, value);
    return value;
  }

  private Value constant(Node node, Constant constant) {
    var value = new Value("constant" + node.id(), node.type(), layouts.of(node), Value.Role.CONSTANT, Optional.of(constant.data()));
    values.put(node, value);
    return value;
  }

  /// The value of `node`, or that in which it lies.
  private Value value(Node node) {
    Place place = concats.of(node);
    return Objects.requireNonNull(values.get(place == null ? node : place.home()));
  }

  private static int block(Node node) {
    return Blocking.of(node.type().dtype());
  }

  private Layout haloed(Node node, Layout layout) {
    Halos.Halo halo = halos.of(node).besidesBlocks(layout);
    return layout.withHalo(halo.lo(), halo.hi());
  }

  private void lower(Node node, Composed c) {
    Choice choice = layouts.choice(node);
    PreparedStep prepared = PreparedStep.of(node, c, choice, new Memory(node), has.test(Technique.PACK_LANES));
    prepared.packed().forEach(p -> steps.add(because("lanes of " + name(node) + " would gather it",
        step(p.target().name(), p.structure(), List.of(p.source()), p.target(), node.loc()))));
    Structure structure = prepared.structure();
    List<Value> operands = prepared.operands();
    Layout lanes = choice.lanes(node);
    if (!lanes.equals(choice.layout())) {
      Value blocked = Value.temporary(name(node) + ".lanes", node.type(), lanes);
      prepareResult(structure, blocked, node.loc());
      steps.add(step(blocked.name(), structure, operands, blocked, node.loc()));
      structure = Structures.identity(node.type().shape());
      operands = List.of(blocked);
    }
    String why = operands.size() > 1 || !structure.isView() ? "" : lanes.equals(choice.layout()) ? moved(node)
        : "is computed with its lanes along dimension " + lanes.innermost() + ", and read otherwise";
    store(node, structure, operands, why);
  }

  /// Why a step of `node` moves elements, if that is all it does.
  private String moved(Node node) {
    return concats.isJoined(node) ? "a part that cannot lie in place" : node.op() instanceof View ? "a view that its readers cannot see through" : "";
  }

  private static Step because(String why, Step step) {
    return new Step(step.nest(), step.operands(), step.result(), step.loc(), why);
  }

  /// The step that computes `node`, or a part of it, into its own memory or its slice of a concatenation.
  private void store(Node node, Structure structure, List<Value> operands, String why) {
    Place place = concats.of(node);
    if (place == null && !concats.isJoined(node)) {
      Value result = result(node);
      prepareResult(structure, result, node.loc());
      steps.add(because(why, step(result.name(), structure, operands, result, node.loc())));
      return;
    }
    Node home = place == null ? node : place.home();
    Value result = values.get(home);
    if (result == null) {
      result = result(home);
      steps.addAll(clearedHalo(result, home.loc()));
    }
    List<IndexExpr> write = place == null ? structure.write() : place.moved(structure.write());
    var moved = new Structure(structure.axes(), structure.reads(), write, structure.combine(), structure.body(), structure.epilogue());
    steps.add(because(why, step(name(node), moved, operands, result, node.loc())));
  }

  /// Memory for the value of `node`.
  private Value result(Node node) {
    Value result = Value.temporary(name(node), node.type(), haloed(node, layouts.of(node)));
    values.put(node, result);
    return result;
  }

  private static String name(Node node) {
    List<String> layers = node.loc().layers();
    return node.op().mnemonic() + node.id() + (layers.isEmpty() ? "" : "." + layers.getFirst());
  }

  /// The value of `node` in another layout: a copy step, or, for a constant, the same data packed otherwise.
  private Value reordered(Node node, Layout layout, String why) {
    return reordered.computeIfAbsent(node, n -> new LinkedHashMap<>()).computeIfAbsent(layout, l -> {
      Value value = value(node);
      if (value.role() == Value.Role.CONSTANT) {
        var packed = new Value(value.name() + "." + l, value.type(), l, Value.Role.CONSTANT, value.data());
        constants.add(packed);
        return packed;
      }
      Value copy = Value.temporary((concats.of(node) == null ? value.name() : name(node)) + ".reordered", node.type(), l);
      steps.addAll(clearedHalo(copy, Loc.UNKNOWN));
      Structure identity = Structures.identity(node.type().shape());
      Composed source = new Composed(identity, List.of(node)).moved(concats::of);
      steps.add(because(why, step(copy.name(), source.structure(), List.of(value), copy, Loc.UNKNOWN)));
      return copy;
    });
  }

  /// Sets what the step of `result` does not write: the halo to zero, and elements that no point or several points write to the
  /// identity of their combination.
  private void prepareResult(Structure s, Value result, Loc loc) {
    boolean accumulates = s.combine() != Combine.ONLY && !s.writesApart();
    if (accumulates && s.combine().isPosition()) {
      throw UserError.of("generic/positions").problem("positions can only be found where each element is written through axes of its own")
          .at(loc).got("%s", s).fix("let the write map name distinct axes").build();
    }
    boolean partial = !WriteForm.covers(s.write(), s.axes(), result.type().shape());
    double identity = accumulates || partial ? s.combine().identity() : 0;
    if (identity == 0 && (partial || accumulates)) {
      steps.add(fill(result, 0, loc));
      return;
    }
    steps.addAll(clearedHalo(result, loc));
    if (identity != 0) {
      steps.add(fill(result, identity, loc));
    }
  }

  /// The steps that set the halo of `value` to zero.
  private List<Step> clearedHalo(Value value, Loc loc) {
    Layout layout = value.layout();
    List<Halos.Strip> strips = Halos.strips(value.type(), layout);
    if (layout.hasHalo() && strips.isEmpty()) {
      return List.of(fill(value, 0, loc));
    }
    return strips.stream().map(s -> new Step(scheduler.schedule(value.name() + ".clear", s.structure(), List.of(),
        new Buffer(value.name(), s.type(), s.layout())), List.of(), value, loc)).toList();
  }

  private Step fill(Value value, double constant, Loc loc) {
    return step(value.name() + ".clear", Structures.constant(value.type().shape(), constant), List.of(), value, loc);
  }

  private Step step(String name, Structure s, List<Value> operands, Value result, Loc loc) {
    List<Buffer> buffers = operands.stream().map(Value::buffer).toList();
    return new Step(scheduler.schedule(name, s, buffers, result.buffer()), operands, result, loc);
  }
}
