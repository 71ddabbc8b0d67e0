package jacquard.compiler.plan;

import jacquard.compiler.chain.Chaining;
import jacquard.compiler.lower.LoweredProgram;
import jacquard.compiler.lower.Step;
import jacquard.compiler.lower.Value;
import jacquard.ir.CompilerBug;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.loop.Loop;
import jacquard.ir.loop.LoopNest;
import jacquard.runtime.Binding;
import jacquard.runtime.Call;
import jacquard.runtime.Elements;
import jacquard.runtime.Memory;
import jacquard.runtime.Plan;
import jacquard.runtime.TileChain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Makes the plan of one batch size: offsets of all values and one call per step.
public final class Planner {
  private static final int ALIGNMENT = 16;
  /// Points times operations below which a second thread costs more than it saves: about ten microseconds of work.
  private static final long SERIAL_WORK = 20_000;

  private final LoweredProgram program;
  private final int[] kernels;
  private final Lifetimes lifetimes;
  private final Map<Value, Integer> fixed = new IdentityHashMap<>();
  private Elements states = Elements.NONE;
  private Elements constants = Elements.NONE;

  /// `kernels[i]` is the number of the kernel that runs step `i`.
  public Planner(LoweredProgram program, int[] kernels) {
    this.program = program;
    this.kernels = kernels;
    this.lifetimes = new Lifetimes(program);
    for (Value state : program.states()) {
      states = append(states, state);
    }
    for (Value constant : program.constants()) {
      constants = append(constants, constant);
    }
  }

  private Elements append(Elements segment, Value value) {
    DType type = value.type().dtype();
    long offset = segment.get(type);
    fixed.put(value, Math.toIntExact(offset));
    return segment.with(type, offset + Math.ceilDiv(value.elements(1), ALIGNMENT) * (long) ALIGNMENT);
  }

  public List<Binding> states() {
    return program.states().stream().map(s -> binding(s.name(), s, offset(s))).toList();
  }

  private int offset(Value value) {
    return Objects.requireNonNull(fixed.get(value));
  }

  /// The constants, packed into their layouts.
  public Memory constants() {
    var memory = new Memory();
    memory.allocate(Memory.CONSTANTS, constants);
    for (Value constant : program.constants()) {
      NdArray data = constant.data().flatMap(d -> d.value())
          .orElseThrow(() -> CompilerBug.of("constant %s has no data", constant));
      binding(constant.name(), constant, offset(constant)).region(1).pack(data, memory);
    }
    return memory;
  }

  /// The plan for `batch` examples; only its size where that exceeds what arrays hold, for the runtime to refuse.
  public Plan plan(int batch) {
    var arena = new ArenaPacking(lifetimes.spans(), batch);
    if (!fitsArrays(arena.elements())) {
      return new Plan(batch, List.of(), arena.elements(), List.of(), List.of());
    }
    var calls = new ArrayList<Call>();
    for (int i = 0; i < program.steps().size(); i++) {
      calls.add(call(program.steps().get(i), kernels[i], arena, batch));
    }
    List<Binding> inputs = program.inputs().stream().map(v -> binding(v.name(), v, arena.offset(v))).toList();
    var outputs = new ArrayList<Binding>();
    program.outputs().forEach((name, value) -> outputs.add(binding(name, value, place(value, arena))));
    return new Plan(batch, calls, arena.elements(), inputs, outputs, chains(batch));
  }

  private List<TileChain> chains(int batch) {
    return program.chains().stream().filter(c -> Chaining.runs(c, batch))
        .map(c -> new TileChain(c.first(), c.end(), Math.toIntExact(c.tiles(batch)))).toList();
  }

  private static boolean fitsArrays(Elements elements) {
    return Arrays.stream(DType.values()).allMatch(t -> elements.get(t) <= Integer.MAX_VALUE);
  }

  private Binding binding(String name, Value value, int offset) {
    return new Binding(name, value.type(), value.layout(), segment(value), offset);
  }

  /// The value whose memory `value` uses.
  private Value home(Value value) {
    return program.inPlace().getOrDefault(value, value);
  }

  private int segment(Value value) {
    return switch (home(value).role()) {
      case INPUT, TEMPORARY -> Memory.SCRATCH;
      case STATE -> Memory.STATE;
      case CONSTANT -> Memory.CONSTANTS;
    };
  }

  private int place(Value value, ArenaPacking arena) {
    Value home = home(value);
    return arena.contains(home) ? arena.offset(home) : offset(home);
  }

  private Call call(Step step, int kernel, ArenaPacking arena, int batch) {
    var args = new ArrayList<Integer>();
    for (Value value : step.operands()) {
      args.add(segment(value));
      args.add(place(value, arena));
    }
    args.add(segment(step.result()));
    args.add(place(step.result(), arena));
    args.add(batch);
    long tiles = step.nest().tiles(batch);
    boolean parallel = tiles > 1 && work(step.nest(), batch) > SERIAL_WORK;
    return new Call(kernel, args.stream().mapToInt(Integer::intValue).toArray(), Math.toIntExact(tiles), parallel, step.nest().name());
  }

  private static long work(LoopNest nest, int batch) {
    long points = 1;
    for (Loop loop : nest.schedule().loops()) {
      points *= loop.extent(nest.structure().axes().get(loop.axis()).extent()).at(batch);
    }
    return points * (1 + nest.structure().body().operations());
  }
}
