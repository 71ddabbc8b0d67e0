package jacquard.compiler.plan;

import jacquard.compiler.nest.BatchUse;
import jacquard.compiler.nest.HoistedSums;
import jacquard.compiler.step.StepProgram;
import jacquard.compiler.step.StepValue;
import jacquard.ir.loop.Loop;
import jacquard.ir.loop.LoopNest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What computing a value again takes: which units write it, what they cost, and until when they still can. Scratch values that are not
/// streamed have numbers here, in order of definition.
///
/// A step that reads a state gives the same bits only until the step that writes the state's next value; `deadline` is the earliest such
/// unit of all that a value is computed from.
final class Recomputation {
  /// Slices of a batch for streamed values: few enough for calls that are worth sharing among threads.
  private static final int SLICES = 16;

  final StepProgram program;
  final List<Unit> units;
  final StepUses uses;
  final int batch;
  private final int slice;
  final List<StepValue> values = new ArrayList<>();
  final long[] bytes;
  /// The units that write each value, in order; none for inputs.
  final int[][] writers;
  /// The units that read each value, in order.
  final int[][] readers;
  /// The values that the writers of each value read.
  final int[][] sources;
  final double[] costs;
  final int[] deadlines;
  final boolean[] outputs;
  private final Map<StepValue, Integer> numbers = new IdentityHashMap<>();
  /// Of each of `units`, which are asked about at every limit that is tried.
  private final Map<Unit, int[]> operands = new IdentityHashMap<>();
  private final Map<Unit, int[]> results = new IdentityHashMap<>();

  Recomputation(StepProgram program, List<Unit> units, StepUses uses, int batch) {
    this.program = program;
    this.units = units;
    this.uses = uses;
    this.batch = batch;
    int multiple = program.steps().stream().mapToInt(s -> BatchUse.slice(s.nest(), batch)).max().orElse(1);
    this.slice = Math.ceilDiv(Math.ceilDiv(batch, SLICES), multiple) * multiple;
    program.inputs().forEach(this::number);
    for (Unit unit : units) {
      unit.results(program).stream().filter(v -> v.role() == StepValue.Role.TEMPORARY).forEach(this::number);
    }
    int count = values.size();
    bytes = new long[count];
    costs = new double[count];
    deadlines = new int[count];
    outputs = new boolean[count];
    Arrays.setAll(bytes, v -> bytes(new Instance(values.get(v))));
    program.outputs().values().forEach(o -> numberOf(o).ifPresent(v -> outputs[v] = true));
    units.forEach(u -> operands.put(u, numbers(u.operands(program))));
    units.forEach(u -> results.put(u, numbers(u.results(program))));
    List<List<Integer>> written = lists(count);
    List<List<Integer>> read = lists(count);
    List<List<Integer>> from = lists(count);
    for (int u = 0; u < units.size(); u++) {
      for (int operand : operands(units.get(u))) {
        read.get(operand).add(u);
      }
      for (int result : results(units.get(u))) {
        written.get(result).add(u);
        Unit alone = only(u, result);
        Arrays.stream(operands(alone)).forEach(from.get(result)::add);
        costs[result] += alone.steps().stream().mapToLong(s -> work(program.steps().get(s).nest(), batch)).sum();
      }
    }
    writers = arrays(written);
    readers = arrays(read);
    sources = Arrays.stream(arrays(from)).map(a -> Arrays.stream(a).distinct().toArray()).toArray(int[][]::new);
    setDeadlines();
  }

  /// Points times operations of a step: what computing it again costs.
  private static long work(LoopNest nest, int batch) {
    long points = 1;
    for (Loop loop : nest.schedule().loops()) {
      points *= loop.extent(nest.structure().axes().get(loop.axis()).extent()).at(batch);
    }
    return points * (1 + nest.structure().body().operations());
  }

  /// What of unit `u` computes value `v`.
  private Unit only(int u, int v) {
    return units.get(u).only(program, value -> value == values.get(v), uses);
  }

  /// The numbers of the scratch values that `unit` reads.
  int[] operands(Unit unit) {
    int[] known = operands.get(unit);
    return known != null ? known : numbers(unit.operands(program));
  }

  /// The numbers of the scratch values that `unit` writes.
  int[] results(Unit unit) {
    int[] known = results.get(unit);
    return known != null ? known : numbers(unit.results(program));
  }

  private int[] numbers(List<StepValue> homes) {
    return homes.stream().flatMap(v -> numberOf(v).stream()).mapToInt(Integer::intValue).toArray();
  }

  /// Examples in a slice: a multiple of what every sum over them asks for, all powers of two.
  int slice() {
    return slice;
  }

  /// The bytes that `unit` takes while it runs, besides operands and results: one slice of each value it streams, and partial sums.
  long streamedBytes(Unit unit) {
    return unit.streamed().stream().mapToLong(v -> bytes(new Instance(v, slice()))).sum()
        + partialSums(unit).values().stream().mapToLong(this::bytes).sum();
  }

  /// Memory for the steps of `unit` that keep partial sums beside their result: of levels, or of some of the examples.
  Map<Integer, Instance> partialSums(Unit unit) {
    Map<Integer, Instance> sums = new LinkedHashMap<>();
    for (int s : unit.steps()) {
      LoopNest nest = program.steps().get(s).nest();
      if (HoistedSums.areIn(nest) || unit.isSliced() && BatchUse.hasPartialSums(nest)) {
        sums.put(s, Instance.partialSums(program.steps().get(s)));
      }
    }
    return sums;
  }

  private long bytes(Instance instance) {
    return Block.aligned(instance.elements(batch)) * instance.value().type().dtype().bytes();
  }

  private void number(StepValue value) {
    if (numbers.putIfAbsent(value, values.size()) == null) {
      values.add(value);
    }
  }

  /// The number of the scratch value whose memory `value` uses; empty where that is a state or constant.
  Optional<Integer> numberOf(StepValue value) {
    return Optional.ofNullable(numbers.get(program.home(value)));
  }

  private static List<List<Integer>> lists(int count) {
    var lists = new ArrayList<List<Integer>>();
    for (int i = 0; i < count; i++) {
      lists.add(new ArrayList<>());
    }
    return lists;
  }

  private static int[][] arrays(List<List<Integer>> lists) {
    return lists.stream().map(l -> l.stream().mapToInt(Integer::intValue).toArray()).toArray(int[][]::new);
  }

  private void setDeadlines() {
    Map<StepValue, Integer> overwritten = new IdentityHashMap<>();
    for (int u = 0; u < units.size(); u++) {
      for (StepValue result : units.get(u).results(program)) {
        if (result.role() == StepValue.Role.STATE) {
          overwritten.putIfAbsent(result, u);
        }
      }
    }
    Arrays.fill(deadlines, Integer.MAX_VALUE);
    for (int v = 0; v < values.size(); v++) {
      for (int writer : writers[v]) {
        for (StepValue home : only(writer, v).operands(program)) {
          int limit = home.role() == StepValue.Role.STATE ? overwritten.getOrDefault(home, Integer.MAX_VALUE)
              : numberOf(home).map(o -> deadlines[o]).orElse(Integer.MAX_VALUE);
          deadlines[v] = Math.min(deadlines[v], limit);
        }
      }
    }
  }

  /// Whether value `v` can be given up and computed again for unit `use`.
  boolean isPossible(int v, int use) {
    return writers[v].length > 0 && !outputs[v] && use <= deadlines[v];
  }

  /// Whether value `v` is one that units write, and has all of it before unit `from`.
  boolean isWritten(int v, int from) {
    return writers[v].length > 0 && writers[v][writers[v].length - 1] < from;
  }

  /// The first unit from `unit` on that reads value `v`; `Integer.MAX_VALUE` where none does.
  int nextUse(int v, int unit) {
    int at = Arrays.binarySearch(readers[v], unit);
    at = at < 0 ? -at - 1 : at;
    return at < readers[v].length ? readers[v][at] : Integer.MAX_VALUE;
  }
}
