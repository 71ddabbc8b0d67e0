package jacquard.compiler;

import jacquard.compiler.cost.Core;
import jacquard.compiler.cost.KernelCost;
import jacquard.compiler.cost.Machine;
import jacquard.compiler.cost.TileCost;
import jacquard.compiler.plan.Planner;
import jacquard.ir.loop.Buffer;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import jacquard.ir.text.ScheduleText;
import jacquard.runtime.Call;
import jacquard.runtime.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/// What a program does at one batch size: its kernels in order, its memory, and what the compiler noted. `toString` is a table.
///
/// Units    operations count a multiply-add twice; bytes are those of different elements touched; times are nanoseconds. A predicted time
///          is the least the peak (`gflops`) and the bandwidth (`gigabytesPerSecond`) of `threads` threads allow.
public record Explanation(String program, int batch, int threads, double gflops, double gigabytesPerSecond, List<Kernel> kernels,
    Memory memory, CompileReport report) {
  /// What a kernel is for.
  public enum Kind {
    /// A sum of products in a register tile.
    CONTRACTION,
    /// Any other sum, maximum, and so on.
    REDUCTION,
    /// Each element by itself.
    ELEMENTWISE,
    /// The same elements in another layout.
    REORDER,
    /// Elements moved to other places.
    COPY,
    /// Zeros for a halo, or for a sum to start from.
    CLEAR
  }

  /// What a kernel cannot be faster than, as far as its cost and its register tile say.
  public enum Limit {
    /// What it reads and writes, where none of it lies in a cache.
    MEMORY,
    /// Its operations, at the machine's peak.
    OPERATIONS,
    /// The elements and vectors that a step of its tile loads.
    LOADS,
    /// A multiply-add that waits for the one before: the tile has few sums.
    LATENCY,
    /// The vectors that a step of its tile reads again for every tile, from the second-level cache.
    SECOND_CACHE
  }

  /// One kernel: the layers it comes from, its schedule in the text form and in short, its cost, what limits it, and its time where it was
  /// measured.
  public record Kernel(String name, Kind kind, List<String> layers, String schedule, String form, long operations, long bytes, Limit limit,
      double predictedNanos, OptionalDouble measuredNanos) {
    public Kernel {
      layers = List.copyOf(layers);
    }

    private Kernel measured(long nanos) {
      return new Kernel(name, kind, layers, schedule, form, operations, bytes, limit, predictedNanos, OptionalDouble.of(nanos));
    }
  }

  /// Bytes: the arena shared by inputs, activations and gradients, and the largest set of them alive at one time, which no placement can go
  /// below; states; constants.
  public record Memory(long arenaBytes, long lowerBound, long stateBytes, long constantBytes) {}

  public Explanation {
    kernels = List.copyOf(kernels);
  }

  static Explanation of(Compilation compiled, int batch, Machine machine) {
    Plan plan = compiled.program().plan(batch);
    Map<String, Integer> steps = new HashMap<>();
    for (int i = 0; i < compiled.loops().size(); i++) {
      steps.putIfAbsent(compiled.loops().get(i).name(), i);
    }
    var kernels = new ArrayList<Kernel>();
    for (Call call : plan.calls()) {
      int step = Objects.requireNonNull(steps.get(call.label()), call.label());
      kernels.add(kernel(compiled.loops().get(step), compiled.report().layers().get(step), call, machine));
    }
    var memory = new Memory(plan.peakBytes(), plan.lowerBound(), compiled.program().bytes(batch) - plan.peakBytes(),
        compiled.program().constantBytes());
    return new Explanation(compiled.program().name(), batch, machine.threads(), machine.gflops(), machine.gigabytesPerSecond(), kernels,
        memory, compiled.report());
  }

  private static Kernel kernel(LoopNest nest, List<String> layers, Call call, Machine machine) {
    KernelCost cost = KernelCost.of(nest, Planner.examples(call));
    double nanos = cost.nanos(machine, nest.schedule().lanes(), call.parallel() ? machine.threads() : 1);
    return new Kernel(nest.name(), kind(nest), layers, ScheduleText.print(nest.schedule(), nest.structure().axes()), form(nest, call),
        cost.operations(), cost.bytes(), limit(nest, cost, machine), nanos, OptionalDouble.empty());
  }

  private static Limit limit(LoopNest nest, KernelCost cost, Machine machine) {
    if (cost.bytes() / machine.gigabytesPerSecond() > cost.operations() / machine.gflops()) {
      return Limit.MEMORY;
    }
    return nest.schedule().tile().map(t -> switch (TileCost.bound(nest, t, Core.of(nest.schedule().lanes() * Float.SIZE))) {
      case MULTIPLY_ADDS -> Limit.OPERATIONS;
      case LOADS -> Limit.LOADS;
      case LATENCY -> Limit.LATENCY;
      case SECOND_CACHE -> Limit.SECOND_CACHE;
    }).orElse(Limit.OPERATIONS);
  }

  private static Kind kind(LoopNest nest) {
    if (nest.operands().isEmpty()) {
      return Kind.CLEAR;
    }
    if (nest.structure().isView()) {
      Buffer source = nest.operands().getFirst();
      boolean reorders = source.type().equals(nest.result().type()) && !source.layout().equals(nest.result().layout());
      return reorders ? Kind.REORDER : Kind.COPY;
    }
    boolean reduces = !nest.structure().reducedAxes().isEmpty();
    return nest.schedule().tile().isPresent() ? Kind.CONTRACTION : reduces ? Kind.REDUCTION : Kind.ELEMENTWISE;
  }

  /// `tile 8 x 32, 2 threads`: rows by elements of a register tile, or the elements per vector; whether threads share the work.
  private static String form(LoopNest nest, Call call) {
    Schedule schedule = nest.schedule();
    String lanes = schedule.lanes() > 1 ? schedule.lanes() + " lanes" : "scalar";
    String inner = schedule.tile().map(t -> String.format(Locale.ROOT, "tile %d x %d, %s", t.rows(),
        t.blocks() * nest.extent(schedule.vector()).count(), lanes)).orElse(lanes);
    return inner + (call.parallel() ? ", shared" : "");
  }

  Explanation measured(long[] nanos) {
    var timed = new ArrayList<Kernel>();
    for (int i = 0; i < kernels.size(); i++) {
      timed.add(kernels.get(i).measured(nanos[i]));
    }
    return new Explanation(program, batch, threads, gflops, gigabytesPerSecond, timed, memory, report);
  }

  public long count(Kind kind) {
    return kernels.stream().filter(k -> k.kind() == kind).count();
  }

  public long operations() {
    return kernels.stream().mapToLong(Kernel::operations).sum();
  }

  public long bytes() {
    return kernels.stream().mapToLong(Kernel::bytes).sum();
  }

  public double predictedNanos() {
    return kernels.stream().mapToDouble(Kernel::predictedNanos).sum();
  }

  public OptionalDouble measuredNanos() {
    return kernels.stream().anyMatch(k -> k.measuredNanos().isEmpty()) ? OptionalDouble.empty()
        : OptionalDouble.of(kernels.stream().mapToDouble(k -> k.measuredNanos().orElseThrow()).sum());
  }

  @Override
  public String toString() {
    return ExplanationTable.of(this);
  }
}
