package jacquard.compiler.lower;

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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Lowers a graph of structured ops to steps: every node that needs memory becomes one scheduled loop nest, views disappear into
/// accesses, each value gets a physical layout, and a reorder stands before a contraction whose factor lies otherwise.
public final class Lowering {
  private final Graph graph;
  private final Scheduler scheduler;
  private final Map<Node, Composed> composed = new IdentityHashMap<>();
  private final Map<Node, Value> values = new IdentityHashMap<>();
  private final Map<Value, Map<Layout, Value>> reordered = new IdentityHashMap<>();
  private final Halos halos = new Halos();
  private final StateLayouts states;
  private final List<Value> constants = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();

  private Lowering(Graph graph, Scheduler scheduler) {
    this.graph = graph;
    this.scheduler = scheduler;
    Set<Node> materialised = Materialised.of(graph);
    for (Node node : graph.nodes()) {
      if (materialised.contains(node) && !(node.op() instanceof LeafOp)) {
        Composed c = Composed.of(node, materialised).split(block(node));
        composed.put(node, c);
        ContractionForm.of(c.structure(), block(node), -1).ifPresent(form -> halos.add(c, form));
      }
    }
    this.states = new StateLayouts(graph, composed);
  }

  /// The steps of `graph`, which holds structured ops and leaves only.
  public static LoweredProgram lower(Graph graph, Scheduler scheduler) {
    return new Lowering(graph, scheduler).run();
  }

  private LoweredProgram run() {
    var inputs = new ArrayList<Value>();
    var stateValues = new ArrayList<Value>();
    for (Node node : graph.nodes()) {
      switch (node.op()) {
        case Input input -> inputs.add(leaf(node, input.name(), Value.Role.INPUT, haloed(node, Layout.plain(node.type().shape()))));
        case State state -> stateValues.add(leaf(node, state.name(), Value.Role.STATE, states.of(node)));
        case Constant constant -> constants.add(constant(node, constant));
        default -> {
          Composed c = composed.get(node);
          if (c != null) {
            lower(node, c);
          }
        }
      }
    }
    var outputs = new LinkedHashMap<String, Value>();
    graph.outputs().forEach((name, node) -> outputs.put(name, value(node)));
    var next = new LinkedHashMap<Value, Value>();
    graph.next().forEach((state, node) -> next.put(value(state), value(node)));
    Map<Value, Value> inPlace = new StateUpdates(steps, scheduler).apply(next);
    return new LoweredProgram(graph.name(), steps, inputs, stateValues, constants, outputs, inPlace, List.of());
  }

  private Value leaf(Node node, String name, Value.Role role, Layout layout) {
    var value = new Value(name, node.type(), layout, role, Optional.empty());
    values.put(node, value);
    return value;
  }

  private Value constant(Node node, Constant constant) {
    var value = new Value("constant" + node.id(), node.type(), Blocking.vector(node.type().shape(), node.type().dtype()),
        Value.Role.CONSTANT, Optional.of(constant.data()));
    values.put(node, value);
    return value;
  }

  private Value value(Node node) {
    return Objects.requireNonNull(values.get(node));
  }

  private static int block(Node node) {
    return Blocking.of(node.type().dtype());
  }

  private Layout haloed(Node node, Layout layout) {
    Halos.Halo halo = halos.of(node).besidesBlocks(layout);
    return layout.withHalo(halo.lo(), halo.hi());
  }

  private void lower(Node node, Composed c) {
    Layout wanted = states.wanted(node);
    int preferred = wanted == null ? -1 : wanted.innermost();
    Optional<ContractionForm> form = ContractionForm.of(c.structure(), block(node), preferred);
    List<Value> operands = new ArrayList<>(c.operands().stream().map(this::value).toList());
    Structure structure = c.structure();
    Layout layout;
    if (form.isPresent()) {
      prepareFactors(c, form.get(), operands);
      prepareEpilogue(c, form.get(), operands);
      structure = withFactors(structure, form.get());
      layout = contractionLayout(node, form.get(), wanted);
    } else {
      layout = wanted != null && isMap(c.structure()) ? wanted : following(node, c.structure(), operands);
      LanePacking.Result packed = LanePacking.of(structure, operands, layout);
      packed.copies().forEach(p -> steps.add(step(p.target().name(), p.structure(), List.of(p.source()), p.target(), node.loc())));
      structure = packed.structure();
      operands = packed.operands();
    }
    Value result = Value.temporary(name(node), node.type(), haloed(node, layout));
    values.put(node, result);
    prepareResult(c.structure(), result, node.loc());
    steps.add(step(result.name(), structure, operands, result, node.loc()));
  }

  /// The two factors marked as such, so that halo and shortened loops may take the place of zeros.
  private static Structure withFactors(Structure s, ContractionForm form) {
    var reads = new ArrayList<>(s.reads());
    for (int access : List.of(form.vector(), form.scalar())) {
      reads.set(access, reads.get(access).outside(Access.Outside.FACTOR));
    }
    return new Structure(s.axes(), reads, s.write(), s.combine(), s.body(), s.epilogue());
  }

  private static boolean isMap(Structure s) {
    return s.combine() == Combine.ONLY && s.gathers();
  }

  private static String name(Node node) {
    List<String> layers = node.loc().layers();
    return node.op().mnemonic() + node.id() + (layers.isEmpty() ? "" : "." + layers.getFirst());
  }

  /// The vector factor must have the lanes next to each other, both factors zeros where the sum reads outside, and a factor read through a
  /// reshape must lie plain, so that its offsets are linear again.
  private void prepareFactors(Composed c, ContractionForm form, List<Value> operands) {
    for (int access : List.of(form.vector(), form.scalar())) {
      Access read = c.structure().reads().get(access);
      Value factor = operands.get(read.operand());
      Layout layout = factor.layout();
      Halos.Halo need = Halos.of(c.structure(), read, factor.type().shape());
      boolean covered = need.fits(layout);
      boolean lanes = access != form.vector()
          || layout.innermost() == form.vectorDim() && layout.block(form.vectorDim()) == Blocking.of(factor.type().dtype());
      boolean affine = access == form.vector() || layout.blocks().isEmpty() || !need.meetsBlocks(layout)
          && IntStream.range(0, read.map().size()).allMatch(d -> staysLinear(c.structure(), read.map().get(d), layout.block(d)));
      if (!covered || !lanes || !affine) {
        Layout target = !affine ? Layout.plain(factor.type().shape()) : lanes ? layout : laneLayout(c.structure(), read, form, factor);
        Halos.Halo halo = need.max(new Halos.Halo(layout.lo(), layout.hi()));
        operands.set(read.operand(), reordered(factor, target.withHalo(halo.lo(), halo.hi())));
      }
    }
  }

  /// Whether offsets stay linear in all but the phases of [Phases], which run outside of a tile.
  private static boolean staysLinear(Structure s, IndexExpr index, int block) {
    return index.isAffine() || block == 1 && IntStream.range(0, s.axes().size())
        .allMatch(a -> index.isLinearIn(a) || s.write().stream().anyMatch(w -> w.uses(a) && !w.isVar()));
  }

  /// What an epilogue reads along the lanes must have them next to each other too.
  private void prepareEpilogue(Composed c, ContractionForm form, List<Value> operands) {
    for (Access read : c.structure().reads()) {
      int dim = IntStream.range(0, read.map().size()).filter(d -> read.map().get(d).isVar(form.lane())).findFirst().orElse(-1);
      Value operand = operands.get(read.operand());
      int block = Blocking.of(operand.type().dtype());
      boolean ready = dim < 0 || operand.layout().innermost() == dim && operand.layout().block(dim) == block;
      if (!ready) {
        operands.set(read.operand(), reordered(operand, Layout.ordered(operand.layout().order()).blocked(dim, block)
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

  /// `value` in another layout: a copy step, or, for a constant, the same data packed otherwise.
  private Value reordered(Value value, Layout layout) {
    return reordered.computeIfAbsent(value, v -> new LinkedHashMap<>()).computeIfAbsent(layout, l -> {
      if (value.role() == Value.Role.CONSTANT) {
        var packed = new Value(value.name() + "." + l, value.type(), l, Value.Role.CONSTANT, value.data());
        constants.add(packed);
        return packed;
      }
      Value copy = Value.temporary(value.name() + ".reordered", value.type(), l);
      if (l.hasHalo()) {
        steps.add(fill(copy, 0, Loc.UNKNOWN));
      }
      steps.add(step(copy.name(), Structures.identity(value.type().shape()), List.of(value), copy, Loc.UNKNOWN));
      return copy;
    });
  }

  private Layout contractionLayout(Node node, ContractionForm form, @Nullable Layout wanted) {
    int lanes = form.resultDim();
    if (wanted != null && wanted.innermost() == lanes && wanted.block(lanes) == block(node)) {
      return wanted;
    }
    Layout plain = Layout.plain(node.type().shape());
    var order = new ArrayList<>(plain.order());
    if (!order.isEmpty() && node.type().shape().dim(order.getFirst()).perBatch()) {
      order.remove((Integer) lanes);
      order.add(1, lanes);
    } else {
      order.remove((Integer) lanes);
      order.addFirst(lanes);
    }
    return Layout.ordered(order).blocked(lanes, block(node));
  }

  /// The layout of the first operand as large as the result that is not plain, or of the first read at all.
  private Layout following(Node node, Structure s, List<Value> operands) {
    Layout best = null;
    for (Access read : s.reads()) {
      Value operand = operands.get(read.operand());
      boolean blocked = !operand.layout().blocks().isEmpty() && operand.type().rank() >= node.type().rank()
          && operand.type().dtype().bytes() == node.type().dtype().bytes();
      if (best == null && blocked) {
        best = ResultLayouts.following(s, read, operand.layout(), node.type().shape());
      }
    }
    return best != null && !best.blocks().isEmpty() ? best : Blocking.vector(node.type().shape(), node.type().dtype());
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
