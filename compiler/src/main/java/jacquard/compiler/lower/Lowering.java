package jacquard.compiler.lower;

import jacquard.compiler.lower.Concats.Place;
import jacquard.compiler.pass.Technique;
import jacquard.compiler.schedule.Blocking;
import jacquard.compiler.schedule.Scheduler;
import jacquard.ir.Layout;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Buffer;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Structure;
import jacquard.ir.loop.WriteForm;
import jacquard.ir.op.Constant;
import jacquard.ir.op.Input;
import jacquard.ir.op.LeafOp;
import jacquard.ir.op.State;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Lowers a graph of structured ops to steps: every node that needs memory becomes one scheduled loop nest, views disappear into
/// accesses, each value gets a physical layout, and a reorder stands before a contraction whose factor lies otherwise.
public final class Lowering {
  private final Graph graph;
  private final Scheduler scheduler;
  private final Predicate<Technique> has;
  private final Map<Node, List<Composed>> composed = new IdentityHashMap<>();
  private final Map<Node, Value> values = new IdentityHashMap<>();
  private final Map<Node, Map<Layout, Value>> reordered = new IdentityHashMap<>();
  private final Halos halos = new Halos();
  private final Layouts layouts;
  private final Concats concats;
  private final List<Value> constants = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();

  private Lowering(Graph graph, Scheduler scheduler, Predicate<Technique> has) {
    this.graph = graph;
    this.scheduler = scheduler;
    this.has = has;
    Set<Node> joined = has.test(Technique.CONCAT_IN_PLACE) ? Concats.joined(graph) : Set.of();
    Set<Node> materialised = Materialised.of(graph, joined);
    var single = new IdentityHashMap<Node, Composed>();
    for (Node node : graph.nodes()) {
      if (materialised.contains(node) && !(node.op() instanceof LeafOp)) {
        List<Composed> computed = Structures.of(node, joined).stream().map(s -> Composed.of(node, s, materialised).split(block(node)))
            .toList();
        composed.put(node, computed);
        single.put(node, computed.getFirst());
      }
    }
    this.layouts = new Layouts(graph, composed, new StateLayouts(graph, single));
    this.concats = new Concats(graph, joined, composed, layouts);
    if (has.test(Technique.WRITE_HALOS)) {
      composed.forEach((node, computed) -> layouts.form(node).ifPresent(form -> halos.add(computed.getFirst(), form)));
    }
    concats.places().forEach((part, place) -> halos.move(part, place.home()));
  }

  /// The steps of `graph`, which holds structured ops and leaves only, made with those techniques that `has` says are on.
  public static LoweredProgram lower(Graph graph, Scheduler scheduler, Predicate<Technique> has) {
    return new Lowering(graph, scheduler, has).run();
  }

  private LoweredProgram run() {
    var inputs = new ArrayList<Value>();
    var stateValues = new ArrayList<Value>();
    for (Node node : graph.nodes()) {
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
    return new LoweredProgram(graph.name(), steps, inputs, stateValues, constants, outputs, inPlace, List.of());
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
    Optional<ContractionForm> form = layouts.form(node);
    Map<Node, Value> copies = new IdentityHashMap<>();
    form.ifPresent(f -> {
      prepareFactors(c, f, copies);
      prepareEpilogue(c, f, copies);
    });
    Composed moved = c.moved(n -> copies.containsKey(n) ? null : concats.of(n));
    Structure structure = moved.structure();
    List<Value> operands = moved.operands().stream().map(n -> copies.getOrDefault(n, value(n))).toList();
    if (form.isPresent()) {
      structure = withFactors(structure, form.get());
    } else if (has.test(Technique.PACK_LANES)) {
      LanePacking.Result packed = LanePacking.of(structure, operands, layouts.of(node));
      packed.copies().forEach(p -> steps.add(step(p.target().name(), p.structure(), List.of(p.source()), p.target(), node.loc())));
      structure = packed.structure();
      operands = packed.operands();
    }
    store(node, structure, operands);
  }

  /// The step that computes `node`, or a part of it, into its own memory or its slice of a concatenation.
  private void store(Node node, Structure structure, List<Value> operands) {
    Place place = concats.of(node);
    if (place == null && !concats.isJoined(node)) {
      Value result = result(node);
      prepareResult(structure, result, node.loc());
      steps.add(step(result.name(), structure, operands, result, node.loc()));
      return;
    }
    Node home = place == null ? node : place.home();
    Value result = values.get(home);
    if (result == null) {
      result = result(home);
      if (result.layout().hasHalo()) {
        steps.add(fill(result, 0, home.loc()));
      }
    }
    List<IndexExpr> write = place == null ? structure.write() : place.moved(structure.write());
    var moved = new Structure(structure.axes(), structure.reads(), write, structure.combine(), structure.body(), structure.epilogue());
    steps.add(step(name(node), moved, operands, result, node.loc()));
  }

  /// Memory for the value of `node`.
  private Value result(Node node) {
    Value result = Value.temporary(name(node), node.type(), haloed(node, layouts.of(node)));
    values.put(node, result);
    return result;
  }

  /// The two factors marked as such, so that halo and shortened loops may take the place of zeros.
  private static Structure withFactors(Structure s, ContractionForm form) {
    var reads = new ArrayList<>(s.reads());
    for (int access : List.of(form.vector(), form.scalar())) {
      reads.set(access, reads.get(access).outside(Access.Outside.FACTOR));
    }
    return new Structure(s.axes(), reads, s.write(), s.combine(), s.body(), s.epilogue());
  }

  private static String name(Node node) {
    List<String> layers = node.loc().layers();
    return node.op().mnemonic() + node.id() + (layers.isEmpty() ? "" : "." + layers.getFirst());
  }

  /// The vector factor must have the lanes next to each other, both factors zeros where the sum reads outside, and a factor read through a
  /// reshape must lie plain, so that its offsets are linear again.
  private void prepareFactors(Composed c, ContractionForm form, Map<Node, Value> copies) {
    for (int access : List.of(form.vector(), form.scalar())) {
      Access read = c.structure().reads().get(access);
      Node node = c.operands().get(read.operand());
      Value factor = copies.getOrDefault(node, value(node));
      Layout layout = factor.layout();
      Halos.Halo need = Halos.of(c.structure(), read, node.type().shape());
      boolean covered = need.fits(layout);
      boolean lanes = access != form.vector()
          || layout.innermost() == form.vectorDim() && layout.block(form.vectorDim()) == Blocking.of(factor.type().dtype());
      boolean affine = access == form.vector() || layout.blocks().isEmpty() || !need.meetsBlocks(layout)
          && IntStream.range(0, read.map().size()).allMatch(d -> staysLinear(c.structure(), read.map().get(d), layout.block(d)));
      if (!covered || !lanes || !affine) {
        Layout target = !affine ? Layout.plain(node.type().shape()) : lanes ? layout : laneLayout(c.structure(), read, form, factor);
        Halos.Halo halo = need.max(new Halos.Halo(layout.lo(), layout.hi()));
        copies.put(node, reordered(node, target.withHalo(halo.lo(), halo.hi())));
      }
    }
  }

  /// Whether offsets stay linear in all but the phases of [Phases], which run outside of a tile.
  private static boolean staysLinear(Structure s, IndexExpr index, int block) {
    return index.isAffine() || block == 1 && IntStream.range(0, s.axes().size())
        .allMatch(a -> index.isLinearIn(a) || s.write().stream().anyMatch(w -> w.uses(a) && !w.isVar()));
  }

  /// What an epilogue reads along the lanes must have them next to each other too.
  private void prepareEpilogue(Composed c, ContractionForm form, Map<Node, Value> copies) {
    for (Access read : c.structure().reads()) {
      Node node = c.operands().get(read.operand());
      Value operand = copies.getOrDefault(node, value(node));
      int block = Blocking.of(operand.type().dtype());
      int dim = IntStream.range(0, read.map().size()).filter(d -> Blocking.keepsBlocks(read.map().get(d), form.lane(), block)).findFirst()
          .orElse(-1);
      boolean ready = dim < 0 || operand.layout().innermost() == dim && operand.layout().block(dim) == block;
      if (!ready) {
        copies.put(node, reordered(node, Layout.ordered(operand.layout().order()).blocked(dim, block)
            .withHalo(operand.layout().lo(), operand.layout().hi())));
      }
    }
  }

  /// Weights lie as they are summed; other values keep their order.
  private static Layout laneLayout(Structure s, Access read, ContractionForm form, Value factor) {
    boolean weight = factor.role() != Value.Role.TEMPORARY && !factor.type().shape().isBatched();
    return weight ? Blocking.factor(s, read.map(), form.vectorDim(), factor.type().dtype())
        : Layout.ordered(factor.layout().order()).blocked(form.vectorDim(), Blocking.of(factor.type().dtype()));
  }

  /// The value of `node` in another layout: a copy step, or, for a constant, the same data packed otherwise.
  private Value reordered(Node node, Layout layout) {
    return reordered.computeIfAbsent(node, n -> new LinkedHashMap<>()).computeIfAbsent(layout, l -> {
      Value value = value(node);
      if (value.role() == Value.Role.CONSTANT) {
        var packed = new Value(value.name() + "." + l, value.type(), l, Value.Role.CONSTANT, value.data());
        constants.add(packed);
        return packed;
      }
      Value copy = Value.temporary((concats.of(node) == null ? value.name() : name(node)) + ".reordered", node.type(), l);
      if (l.hasHalo()) {
        steps.add(fill(copy, 0, Loc.UNKNOWN));
      }
      Structure identity = Structures.identity(node.type().shape());
      Composed source = new Composed(identity, List.of(node)).moved(concats::of);
      steps.add(step(copy.name(), source.structure(), List.of(value), copy, Loc.UNKNOWN));
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
    if (result.layout().hasHalo() || identity == 0 && (partial || accumulates)) {
      steps.add(fill(result, 0, loc));
    }
    if (identity != 0) {
      steps.add(fill(result, identity, loc));
    }
  }

  private Step fill(Value value, double constant, Loc loc) {
    return step(value.name() + ".clear", Structures.constant(value.type().shape(), constant), List.of(), value, loc);
  }

  private Step step(String name, Structure s, List<Value> operands, Value result, Loc loc) {
    List<Buffer> buffers = operands.stream().map(Value::buffer).toList();
    return new Step(scheduler.schedule(name, s, buffers, result.buffer()), operands, result, loc);
  }
}
