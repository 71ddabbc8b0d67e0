package jacquard.compiler.plan;

import jacquard.compiler.cost.Sharing;
import jacquard.compiler.nest.BatchUse;
import jacquard.compiler.step.StepProgram;
import jacquard.compiler.step.StepValue;
import jacquard.ir.DType;
import jacquard.ir.HeapBudget;
import jacquard.ir.NdArray;
import jacquard.ir.graph.ConstantData;
import jacquard.ir.loop.LoopNest;
import jacquard.runtime.Binding;
import jacquard.runtime.Call;
import jacquard.runtime.Elements;
import jacquard.runtime.Memory;
import jacquard.runtime.Pieces;
import jacquard.runtime.Plan;
import jacquard.runtime.Region;
import jacquard.runtime.TileGrid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntConsumer;

/// Makes the plan of one batch size: what runs in which order, offsets of all values, and the calls.
public final class Planner {
  /// What one thread packs in a millisecond.
  private static final int PIECE_ELEMENTS = 1 << 18;
  /// Of a constant, for each thread: few, for each reads through a window of its own.
  private static final int PIECES_EACH = 2;
  /// Slices that may share cache lines of blocks are packed by one thread.
  private static final int ALIGNED_SLICES = 16;

  private final StepProgram program;
  private final int[] kernels;
  private final MemoryPlanner memory;
  private final Map<StepValue, Integer> fixed = new IdentityHashMap<>();
  private Elements states = Elements.NONE;
  private Elements constants = Elements.NONE;

  /// `kernels[i]` is the number of the kernel that runs step `i`.
  public Planner(StepProgram program, int[] kernels, MemoryOptions options) {
    this.program = program;
    this.kernels = kernels;
    this.memory = new MemoryPlanner(program, options);
    for (StepValue state : program.states()) {
      states = append(states, state);
    }
    for (StepValue constant : program.constants()) {
      constants = append(constants, constant);
    }
    states.requireArrays("the state of " + program.name(), HeapBudget.SMALLER_LAYERS);
    constants.requireArrays("what is constant in " + program.name(), HeapBudget.SMALLER_LAYERS);
  }

  private Elements append(Elements segment, StepValue value) {
    DType type = value.type().dtype();
    long offset = Math.max(segment.get(type), Block.first(type));
    fixed.put(value, (int) Math.min(offset, Integer.MAX_VALUE)); // the constructor refuses what is beyond arrays
    return segment.with(type, offset + Block.aligned(value.elements(1)));
  }

  public List<Binding> states() {
    return program.states().stream().map(s -> binding(s.name(), s, offset(s))).toList();
  }

  /// Where the constants lie, in the program's order.
  public List<Binding> constantBindings() {
    return program.constants().stream().map(this::binding).toList();
  }

  /// The memory that they take.
  public Elements constantElements() {
    return constants;
  }

  private int offset(StepValue value) {
    return Objects.requireNonNull(fixed.get(value));
  }

  /// The constants, packed into their layouts, on all processors; zeros in place of data that is absent.
  ///
  /// Errors: `plan/heap`.
  public Memory constants() {
    Memory memory = HeapBudget.within("what is constant in " + program.name(), constants.bytes(), HeapBudget.SMALLER_LAYERS, () -> {
      var arrays = new Memory();
      arrays.allocate(Memory.CONSTANTS, constants);
      return arrays;
    });
    var pieces = new ArrayList<IntConsumer>();
    for (StepValue constant : program.constants()) {
      constant.data().flatMap(ConstantData::value).ifPresent(data -> addPieces(binding(constant), data, memory, pieces));
    }
    Pieces.run(pieces.size(), i -> pieces.get(i).accept(i));
    return memory;
  }

  private static void addPieces(Binding binding, NdArray data, Memory memory, List<IntConsumer> pieces) {
    Region region = binding.region(1);
    int slices = region.slices(data);
    int piece = Math.max(PIECE_ELEMENTS, region.size() / (PIECES_EACH * Runtime.getRuntime().availableProcessors()));
    int together = Math.ceilDiv(piece, Math.max(1, region.size() / Math.max(1, slices)) * ALIGNED_SLICES) * ALIGNED_SLICES;
    for (int from = 0; from < slices; from += together) {
      int first = from;
      int last = Math.min(slices, from + together);
      pieces.add(i -> region.packSlices(data, first, last, memory));
    }
  }

  private Binding binding(StepValue constant) {
    return binding(constant.name(), constant, offset(constant));
  }

  /// The plan for `batch` examples; only its size where that exceeds what arrays hold, for the runtime to refuse.
  ///
  /// Errors: `memory/budget`.
  public Plan plan(int batch) {
    MemoryPlanner.Result planned = memory.plan(batch);
    ArenaPacking arena = planned.arena();
    if (!fitsArrays(arena.elements())) {
      return new Plan(batch, List.of(), arena.elements(), List.of(), List.of(), planned.lowerBound());
    }
    Trace trace = planned.trace();
    List<Call> calls = trace.executions().stream().map(e -> call(e, arena, batch)).toList();
    var inputs = new ArrayList<Binding>();
    for (Instance input : trace.inputs()) {
      inputs.add(binding(input.value().name(), input.value(), arena.offset(input)));
    }
    var outputs = new ArrayList<Binding>();
    for (Map.Entry<String, StepValue> output : program.outputs().entrySet()) {
      outputs.add(binding(output.getKey(), output.getValue(), place(trace.outputs().get(outputs.size()), arena)));
    }
    return new Plan(batch, calls, arena.elements(), inputs, outputs, planned.lowerBound());
  }

  /// The values in the arena of [#plan], in order of definition.
  public List<Life> lives(int batch) {
    return memory.lives(batch);
  }

  /// How many examples `call` of a plan runs over.
  public static int examples(Call call) {
    int[] args = call.args();
    return args[args.length - 2] - args[args.length - 3];
  }

  private static boolean fitsArrays(Elements elements) {
    return Arrays.stream(DType.values()).allMatch(t -> elements.get(t) <= Integer.MAX_VALUE);
  }

  private Binding binding(String name, StepValue value, int offset) {
    return new Binding(name, value.type(), value.layout(), segment(value), offset);
  }

  private int segment(StepValue value) {
    return switch (program.home(value).role()) {
      case INPUT, TEMPORARY -> Memory.SCRATCH;
      case STATE -> Memory.STATE;
      case CONSTANT -> Memory.CONSTANTS;
    };
  }

  private int place(Instance instance, ArenaPacking arena) {
    return instance.isScratch() ? arena.offset(instance) : offset(instance.value());
  }

  private Call call(Execution execution, ArenaPacking arena, int batch) {
    LoopNest nest = program.steps().get(execution.step()).nest();
    var args = new ArrayList<Integer>();
    int first = execution.examples().first();
    for (Instance operand : execution.operands()) {
      args.add(segment(operand.value()));
      args.add(place(operand, arena) + operand.offset(first));
    }
    args.add(segment(execution.result().value()));
    args.add(place(execution.result(), arena) + execution.result().offset(first));
    if (BatchUse.hasPartialSums(nest)) {
      args.add(segment(execution.partialSums().value()));
      args.add(place(execution.partialSums(), arena));
    }
    args.add(first);
    args.add(execution.examples().end(batch));
    args.add(batch);
    int count = execution.examples().count(batch);
    TileGrid grid = TilePlaces.grid(nest, count);
    boolean parallel = grid.tiles() > 1 && Sharing.pays(nest, count);
    return new Call(kernels[execution.step()], args.stream().mapToInt(Integer::intValue).toArray(), grid, parallel,
        nest.name(), String.join(", ", program.steps().get(execution.step()).loc().layers()));
  }
}
