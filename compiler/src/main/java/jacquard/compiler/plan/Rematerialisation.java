package jacquard.compiler.plan;

import jacquard.compiler.step.Step;
import jacquard.compiler.step.StepProgram;
import jacquard.compiler.step.StepValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Values are given up where memory runs short and computed again before their next use, by the same kernels from the same operands.
///
/// Walks over the units and keeps track of what is alive. Where the next result does not fit below the limit, the value with the best score
/// of [Candidates] goes; where a unit needs a value that is not alive, the units that write it run again, and before them those of their
/// own operands that are not alive either. What a unit streams takes one slice while it runs.
///
/// Guards: nothing is given up that an earlier state is needed for ([Recomputation]), no output, and nothing a pending step waits for.
/// Numerics: `BITWISE`; random draws depend on seed, stream, step and element alone.
///
/// Source: Kirisame et al. 2021, arXiv:2006.09616, "Dynamic tensor rematerialization", here with the next use known in place of the last;
/// Chen et al. 2016, arXiv:1604.06174, "Training deep nets with sublinear memory cost", for what it gains.
final class Rematerialisation {
  /// Runs per unit after which a limit counts as out of reach: memory then is too short to make headway.
  private static final int MOST_EXECUTIONS = 6;

  /// A trace; or none, and the unit for which memory did not suffice.
  record Outcome(Optional<Trace> trace, int blocked) {}

  private final StepProgram program;
  private final ArenaBlocks blocks;
  private final Recomputation r;
  private final long limit;
  private final @Nullable Instance[] alive;
  private final int[] pins;
  /// What computing a value again cost when its memory was given up, ancestors that were gone then included.
  private final double[] goneCosts;
  private final Map<StepValue, Instance> fixed = new IdentityHashMap<>();
  /// One slice of each value that the running unit streams.
  private final Map<StepValue, Instance> slices = new IdentityHashMap<>();
  /// Of each step of the running unit that keeps them.
  private final Map<Integer, Instance> partialSums = new HashMap<>();
  private final List<Execution> executions = new ArrayList<>();
  private final Candidates candidates;
  private long used;
  private int now;
  /// Units run so far.
  private int units;

  private Rematerialisation(ArenaBlocks blocks, Recomputation recomputation, long limit, double costWeight) {
    this.program = recomputation.program;
    this.blocks = blocks;
    this.r = recomputation;
    this.limit = limit;
    int count = r.values.size();
    this.alive = new Instance[count];
    this.pins = new int[count];
    this.goneCosts = new double[count];
    this.candidates = new Candidates(count, costWeight);
  }

  /// The units of a program with recomputations so that what is alive at one time takes at most `limit` bytes, where that can be reached
  /// this way. `costWeight` says how much the cost of a recomputation counts, see [Candidates].
  static Outcome of(ArenaBlocks blocks, Recomputation recomputation, long limit, double costWeight) {
    return new Rematerialisation(blocks, recomputation, limit, costWeight).run();
  }

  private Outcome run() {
    for (int v = 0; v < alive.length; v++) {
      if (r.writers[v].length == 0) {
        alive[v] = new Instance(r.values.get(v));
        used += r.bytes[v];
      }
    }
    List<Instance> inputs = program.inputs().stream().map(this::instance).toList();
    for (now = 0; now < r.units.size(); now++) {
      Unit unit = r.units.get(now);
      int[] operands = r.operands(unit);
      boolean fits = bring(operands);
      if (fits) {
        hold(operands, 1);
        fits = execute(unit, false);
        hold(operands, -1);
      }
      if (!fits || units > MOST_EXECUTIONS * r.units.size()) {
        return new Outcome(Optional.empty(), now);
      }
      finish(unit, now + 1);
    }
    List<Instance> outputs = program.outputs().values().stream().map(this::instance).toList();
    return new Outcome(Optional.of(new Trace(executions, inputs, outputs)), now);
  }

  private Instance instance(StepValue value) {
    StepValue home = program.home(value);
    Instance slice = slices.get(home);
    if (slice != null) {
      return slice;
    }
    Optional<Integer> number = r.numberOf(home);
    return number.isPresent() ? Objects.requireNonNull(alive[number.get()]) : fixed.computeIfAbsent(home, Instance::new);
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

  /// Frees what no unit from `from` on needs of the operands and results of `unit`.
  private void finish(Unit unit, int from) {
    for (int v : r.operands(unit)) {
      release(v, from);
    }
    for (int v : r.results(unit)) {
      release(v, from);
    }
  }

  private void release(int v, int from) {
    if (alive[v] != null && r.isWritten(v, from) && pins[v] == 0 && !r.outputs[v] && r.nextUse(v, from) == Integer.MAX_VALUE) {
      free(v);
    } else {
      refresh(v, from);
    }
  }

  /// Runs `unit` on operands that are alive; false where its results do not fit.
  private boolean execute(Unit unit, boolean again) {
    long need = r.streamedBytes(unit);
    int[] results = Arrays.stream(r.results(unit)).filter(v -> alive[v] == null).toArray();
    for (int v : results) {
      need += r.bytes[v];
    }
    if (results.length > 0 && !unit.isSliced()) {
      int over = overwritten(program.steps().get(unit.steps().getFirst()), results[0], again);
      need -= over >= 0 ? r.bytes[over] : 0;
    }
    while (need > 0 && used + need > limit) {
      int victim = candidates.best(now);
      if (victim < 0) {
        return false;
      }
      free(victim);
    }
    for (int v : results) {
      alive[v] = new Instance(r.values.get(v));
      used += r.bytes[v];
    }
    units++;
    partialSums.putAll(r.partialSums(unit));
    if (unit.isSliced()) {
      runSlices(unit);
    } else {
      run(unit.steps().getFirst(), ExampleRange.ALL);
    }
    partialSums.clear();
    return true;
  }

  private void runSlices(Unit unit) {
    unit.streamed().forEach(v -> slices.put(v, new Instance(v, r.slice())));
    for (int first = 0; first < r.batch; first += r.slice()) {
      var range = new ExampleRange(first, Math.min(first + r.slice(), r.batch));
      unit.steps().forEach(s -> run(s, range));
    }
    slices.clear();
  }

  private void run(int step, ExampleRange examples) {
    Step s = program.steps().get(step);
    Instance result = instance(s.result());
    executions.add(new Execution(step, s.operands().stream().map(this::instance).toList(), result,
        partialSums.getOrDefault(step, result), examples));
  }

  /// The operand whose memory the result `v` of `s` takes over, as nothing needs it any more; -1 where there is none.
  private int overwritten(Step s, int v, boolean again) {
    for (int o = 0; r.writers[v].length == 1 && o < s.operands().size(); o++) {
      Optional<Integer> operand = r.numberOf(s.operands().get(o));
      if (operand.isPresent() && blocks.isOverwritable(s, o)) {
        int u = operand.get();
        boolean needed = r.writers[u].length == 0 || r.outputs[u] || pins[u] > 1 || r.nextUse(u, now + 1) != Integer.MAX_VALUE
            || again && r.nextUse(u, now) != Integer.MAX_VALUE;
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
    Set<Integer> gone = missing(values);
    List<Unit> again = gone.stream().flatMap(v -> Arrays.stream(r.writers[v]).boxed()).distinct().sorted()
        .map(r.units::get).map(u -> u.only(program, v -> r.numberOf(v).filter(gone::contains).isPresent(), r.uses)).toList();
    // Nothing that is here now, or will be, goes before its last reader among these units has run.
    hold(values, 1);
    again.forEach(u -> hold(r.operands(u), 1));
    boolean fits = true;
    for (Unit unit : again) {
      fits = fits && execute(unit, true);
      hold(r.operands(unit), -1);
      if (fits) {
        finish(unit, now);
      }
    }
    hold(values, -1);
    return fits;
  }

  /// Which of `values` are not alive, and which of what the units that write those read, and so on.
  private Set<Integer> missing(int[] values) {
    var gone = new HashSet<Integer>();
    var open = new ArrayList<Integer>();
    Arrays.stream(values).forEach(open::add);
    while (!open.isEmpty()) {
      int v = open.removeLast();
      if (alive[v] == null && gone.add(v)) {
        Arrays.stream(r.sources[v]).forEach(open::add);
      }
    }
    return gone;
  }
}
