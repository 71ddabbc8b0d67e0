package jacquard.compiler.plan;

import jacquard.compiler.lower.LoweredProgram;
import jacquard.compiler.lower.Step;
import jacquard.compiler.lower.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Values are given up where memory runs short and computed again before their next use, by the same kernels from the same operands.
///
/// Walks over the steps and keeps book of what is alive. Where the next result does not fit below the limit, the value with the best score
/// of [Candidates] goes; where a step needs a value that is not alive, the steps that write it run again, and before them those of their
/// own operands that are not alive either.
///
/// Guards: nothing is given up that an earlier state is needed for ([Recomputation]), no output, and nothing a pending step waits for.
/// Numerics: `BITWISE`; random draws depend on seed, stream, step and element alone.
///
/// Source: Kirisame et al. 2021, arXiv:2006.09616, "Dynamic tensor rematerialization", here with the next use known in place of the last;
/// Chen et al. 2016, arXiv:1604.06174, "Training deep nets with sublinear memory cost", for what it gains.
final class Rematerialisation {
  /// Executions per step of the program after which a limit counts as out of reach: memory then is too short to make headway.
  private static final int MOST_EXECUTIONS = 6;

  private final LoweredProgram program;
  private final Blocks blocks;
  private final Recomputation r;
  private final long limit;
  private final @Nullable Instance[] alive;
  private final int[] pins;
  /// What computing a value again cost when its memory was given up, ancestors that were gone then included.
  private final double[] goneCosts;
  private final Map<Value, Instance> fixed = new IdentityHashMap<>();
  private final List<Execution> executions = new ArrayList<>();
  private final Candidates candidates;
  private long used;
  private int now;

  private Rematerialisation(LoweredProgram program, Blocks blocks, Recomputation recomputation, long limit, double costWeight) {
    this.program = program;
    this.blocks = blocks;
    this.r = recomputation;
    this.limit = limit;
    int count = r.values.size();
    this.alive = new Instance[count];
    this.pins = new int[count];
    this.goneCosts = new double[count];
    this.candidates = new Candidates(count, costWeight);
  }

  /// The steps of `program` with recomputations so that what is alive at one time takes at most `limit` bytes; empty where that cannot be
  /// reached this way. `costWeight` says how much the cost of a recomputation counts, see [Candidates].
  static Optional<Trace> of(LoweredProgram program, Blocks blocks, Recomputation recomputation, long limit, double costWeight) {
    return new Rematerialisation(program, blocks, recomputation, limit, costWeight).run();
  }

  private Optional<Trace> run() {
    for (int v = 0; v < alive.length; v++) {
      if (r.writers[v].length == 0) {
        alive[v] = new Instance(r.values.get(v));
        used += r.bytes[v];
      }
    }
    List<Instance> inputs = program.inputs().stream().map(this::instance).toList();
    for (now = 0; now < program.steps().size(); now++) {
      int[] operands = operands(now);
      if (!bring(operands)) {
        return Optional.empty();
      }
      hold(operands, 1);
      boolean fits = execute(now);
      hold(operands, -1);
      if (!fits || executions.size() > MOST_EXECUTIONS * program.steps().size()) {
        return Optional.empty();
      }
      finish(now, now + 1);
    }
    return Optional.of(new Trace(executions, inputs, program.outputs().values().stream().map(this::instance).toList(), List.of()));
  }

  private int[] operands(int step) {
    return program.steps().get(step).operands().stream().flatMap(o -> r.numberOf(program, o).stream()).mapToInt(Integer::intValue)
        .distinct().toArray();
  }

  private Instance instance(Value value) {
    Optional<Integer> number = r.numberOf(program, value);
    return number.isPresent() ? Objects.requireNonNull(alive[number.get()]) : fixed.computeIfAbsent(program.home(value), Instance::new);
  }

  private void hold(int[] values, int more) {
    for (int v : values) {
      pins[v] += more;
      refresh(v, now);
    }
  }

  /// Enters value `v`, next needed at or after step `from`, among the candidates, or takes it out.
  private void refresh(int v, int from) {
    int use = r.nextUse(v, from);
    if (alive[v] == null || pins[v] > 0 || !r.isWritten(v, from) || use == Integer.MAX_VALUE || !r.isPossible(v, use)) {
      candidates.remove(v);
      return;
    }
    candidates.put(v, use, cost(v) / r.bytes[v]);
  }

  private double cost(int v) {
    double cost = r.costs[v];
    for (int source : r.sources[v]) {
      cost += alive[source] == null ? goneCosts[source] : 0;
    }
    return cost;
  }

  private void free(int v) {
    goneCosts[v] = cost(v);
    candidates.remove(v);
    alive[v] = null;
    used -= r.bytes[v];
  }

  /// Frees what no step from `from` on needs of the operands and result of `step`.
  private void finish(int step, int from) {
    for (int v : operands(step)) {
      release(v, from);
    }
    r.numberOf(program, program.steps().get(step).result()).ifPresent(v -> release(v, from));
  }

  private void release(int v, int from) {
    if (alive[v] != null && r.isWritten(v, from) && pins[v] == 0 && !r.outputs[v] && r.nextUse(v, from) == Integer.MAX_VALUE) {
      free(v);
    } else {
      refresh(v, from);
    }
  }

  /// Runs `step` on operands that are alive; false where its result does not fit.
  private boolean execute(int step) {
    Step s = program.steps().get(step);
    Optional<Integer> result = r.numberOf(program, s.result());
    if (result.isPresent() && alive[result.get()] == null) {
      int v = result.get();
      int over = overwritten(s, v);
      long need = r.bytes[v] - (over >= 0 ? r.bytes[over] : 0);
      while (used + need > limit) {
        int victim = candidates.best(now);
        if (victim < 0) {
          return false;
        }
        free(victim);
      }
      alive[v] = new Instance(r.values.get(v));
      used += r.bytes[v];
    }
    executions.add(new Execution(step, s.operands().stream().map(this::instance).toList(), instance(s.result())));
    return true;
  }

  /// The operand whose memory the result `v` of `s` takes over, as nothing needs it any more; -1 where there is none.
  private int overwritten(Step s, int v) {
    for (int o = 0; r.writers[v].length == 1 && o < s.operands().size(); o++) {
      Optional<Integer> operand = r.numberOf(program, s.operands().get(o));
      if (operand.isPresent() && blocks.isOverwritable(s, o)) {
        int u = operand.get();
        boolean needed = r.writers[u].length == 0 || r.outputs[u] || pins[u] > 1 || r.nextUse(u, now + 1) != Integer.MAX_VALUE
            || s != program.steps().get(now) && r.nextUse(u, now) != Integer.MAX_VALUE;
        if (!needed) {
          return u;
        }
      }
    }
    return -1;
  }

  /// Computes again what of `values` is not alive, and what that takes; false where there is not enough memory.
  private boolean bring(int[] values) {
    if (Arrays.stream(values).allMatch(v -> alive[v] != null)) {
      return true;
    }
    TreeSet<Integer> steps = missing(values);
    List<int[]> needs = steps.stream().map(this::operands).toList();
    // Nothing that is here now, or will be, goes before its last reader among these steps has run.
    hold(values, 1);
    needs.forEach(n -> hold(n, 1));
    int done = 0;
    boolean fits = true;
    for (int step : steps) {
      fits = fits && execute(step);
      int[] operands = needs.get(done++);
      hold(operands, -1);
      if (fits) {
        finish(step, now);
      }
    }
    hold(values, -1);
    return fits;
  }

  /// The steps that write what of `values` is not alive, and recursively what those read.
  private TreeSet<Integer> missing(int[] values) {
    var steps = new TreeSet<Integer>();
    var open = new ArrayList<Integer>();
    var seen = new HashSet<Integer>();
    Arrays.stream(values).forEach(open::add);
    while (!open.isEmpty()) {
      int v = open.removeLast();
      if (alive[v] == null && seen.add(v)) {
        Arrays.stream(r.writers[v]).forEach(steps::add);
        Arrays.stream(r.sources[v]).forEach(open::add);
      }
    }
    return steps;
  }
}
