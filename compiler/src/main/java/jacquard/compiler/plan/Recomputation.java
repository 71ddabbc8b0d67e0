package jacquard.compiler.plan;

import jacquard.compiler.lower.LoweredProgram;
import jacquard.compiler.lower.Step;
import jacquard.compiler.lower.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What computing a value again takes: which steps write it, what they cost, and until when they still can. Scratch values have numbers
/// here, in order of definition.
///
/// A step that reads a state gives the same bits only until the step that writes the state's next value; `deadline` is the earliest such
/// step of all that a value is computed from.
final class Recomputation {
  final List<Value> values = new ArrayList<>();
  final long[] bytes;
  /// The steps that write each value, in order; none for inputs.
  final int[][] writers;
  /// The steps that read each value, in order.
  final int[][] readers;
  /// The values that the writers of each value read.
  final int[][] sources;
  final double[] costs;
  final int[] deadlines;
  final boolean[] outputs;
  private final Map<Value, Integer> numbers = new IdentityHashMap<>();

  Recomputation(LoweredProgram program, int batch) {
    program.inputs().forEach(this::number);
    for (Step step : program.steps()) {
      Value home = program.home(step.result());
      if (home.role() == Value.Role.TEMPORARY) {
        number(home);
      }
    }
    int count = values.size();
    bytes = new long[count];
    costs = new double[count];
    deadlines = new int[count];
    outputs = new boolean[count];
    Arrays.setAll(bytes, v -> Block.aligned(values.get(v).elements(batch)) * values.get(v).type().dtype().bytes());
    program.outputs().values().forEach(o -> numberOf(program, o).ifPresent(v -> outputs[v] = true));
    List<List<Integer>> written = lists(count);
    List<List<Integer>> read = lists(count);
    List<List<Integer>> from = lists(count);
    for (int s = 0; s < program.steps().size(); s++) {
      int now = s;
      Step step = program.steps().get(s);
      List<Integer> operands = step.operands().stream().flatMap(o -> numberOf(program, o).stream()).distinct().toList();
      operands.forEach(o -> read.get(o).add(now));
      numberOf(program, step.result()).ifPresent(v -> {
        written.get(v).add(now);
        from.get(v).addAll(operands);
        costs[v] += Planner.work(step.nest(), batch);
      });
    }
    writers = arrays(written);
    readers = arrays(read);
    sources = Arrays.stream(arrays(from)).map(a -> Arrays.stream(a).distinct().toArray()).toArray(int[][]::new);
    setDeadlines(program);
  }

  private void number(Value value) {
    if (numbers.putIfAbsent(value, values.size()) == null) {
      values.add(value);
    }
  }

  /// The number of the scratch value whose memory `value` uses; empty where that is a state or constant.
  Optional<Integer> numberOf(LoweredProgram program, Value value) {
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

  private void setDeadlines(LoweredProgram program) {
    List<Step> steps = program.steps();
    Map<Value, Integer> overwritten = new IdentityHashMap<>();
    for (int s = 0; s < steps.size(); s++) {
      Value home = program.home(steps.get(s).result());
      if (home.role() == Value.Role.STATE) {
        overwritten.putIfAbsent(home, s);
      }
    }
    Arrays.fill(deadlines, Integer.MAX_VALUE);
    for (int v = 0; v < values.size(); v++) {
      for (int writer : writers[v]) {
        for (Value operand : steps.get(writer).operands()) {
          Value home = program.home(operand);
          int limit = home.role() == Value.Role.STATE ? overwritten.getOrDefault(home, Integer.MAX_VALUE)
              : numberOf(program, home).map(o -> deadlines[o]).orElse(Integer.MAX_VALUE);
          deadlines[v] = Math.min(deadlines[v], limit);
        }
      }
    }
  }

  /// Whether value `v` can be given up and computed again for step `use`.
  boolean isPossible(int v, int use) {
    return writers[v].length > 0 && !outputs[v] && use <= deadlines[v];
  }

  /// Whether value `v` is one that steps write, and has all of it before step `from`.
  boolean isWritten(int v, int from) {
    return writers[v].length > 0 && writers[v][writers[v].length - 1] < from;
  }

  /// The first step from `step` on that reads value `v`; `Integer.MAX_VALUE` where none does.
  int nextUse(int v, int step) {
    int at = Arrays.binarySearch(readers[v], step);
    at = at < 0 ? -at - 1 : at;
    return at < readers[v].length ? readers[v][at] : Integer.MAX_VALUE;
  }
}
