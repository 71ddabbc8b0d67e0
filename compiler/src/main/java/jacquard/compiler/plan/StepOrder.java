package jacquard.compiler.plan;

import jacquard.compiler.cost.Worth;
import jacquard.compiler.step.Step;
import jacquard.compiler.step.StepProgram;
import jacquard.compiler.step.StepValue;
import jacquard.ir.Interrupted;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/// Steps in an order that shortens lives: one that frees at least as much as it takes runs as soon as it can, all others in the order they
/// stood in. So a parameter is updated as soon as its gradient is there, and a bias's gradient is summed up while what it sums is alive.
///
/// Guards: a step stays after those that write what it reads, and, as states are written in place, after those that read what it
/// overwrites. The old order is kept where the new one needs more memory. Numerics: `BITWISE`.
public final class StepOrder {

  private final StepProgram program;
  private final List<Step> steps;
  private final List<Set<Integer>> after = new ArrayList<>();
  private final int[] waitsFor;
  /// Reads still to come of each scratch value.
  private final Map<StepValue, Set<Integer>> readers = new IdentityHashMap<>();
  private final Set<StepValue> alive = Collections.newSetFromMap(new IdentityHashMap<>());
  private final PriorityQueue<Integer> ready = new PriorityQueue<>();
  private final PriorityQueue<Integer> freeing = new PriorityQueue<>();

  private StepOrder(StepProgram program) {
    this.program = program;
    this.steps = program.steps();
    this.waitsFor = new int[steps.size()];
    steps.forEach(s -> after.add(new HashSet<>()));
    addDependencies();
    for (int s = 0; s < steps.size(); s++) {
      for (StepValue operand : steps.get(s).operands()) {
        readers.computeIfAbsent(program.home(operand), v -> new HashSet<>()).add(s);
      }
    }
    // Outputs are read once more, after the last step.
    program.outputs().values().forEach(o -> readers.computeIfAbsent(program.home(o), v -> new HashSet<>()).add(steps.size()));
  }

  /// `program` in the better order.
  public static StepProgram shortLives(StepProgram program) {
    StepProgram other = new StepOrder(program).run();
    var blocks = new ArenaBlocks(program.steps(), true);
    return lowerBound(blocks, other) < lowerBound(blocks, program) ? other : program;
  }

  private static long lowerBound(ArenaBlocks blocks, StepProgram program) {
    return ArenaBlocks.lowerBound(blocks.of(program, Trace.of(program), Worth.BATCH));
  }

  private void addDependencies() {
    Map<StepValue, Integer> writer = new IdentityHashMap<>();
    Map<StepValue, List<Integer>> reading = new IdentityHashMap<>();
    for (int s = 0; s < steps.size(); s++) {
      for (StepValue operand : steps.get(s).operands()) {
        StepValue home = program.home(operand);
        order(writer.getOrDefault(home, s), s);
        reading.computeIfAbsent(home, v -> new ArrayList<>()).add(s);
      }
      StepValue result = program.home(steps.get(s).result());
      order(writer.getOrDefault(result, s), s);
      for (int reader : reading.getOrDefault(result, List.of())) {
        order(reader, s);
      }
      reading.remove(result);
      writer.put(result, s);
    }
  }

  private void order(int first, int second) {
    if (first != second && after.get(first).add(second)) {
      waitsFor[second]++;
    }
  }

  private StepProgram run() {
    var ordered = new ArrayList<Step>();
    for (int s = 0; s < steps.size(); s++) {
      if (waitsFor[s] == 0) {
        enter(s);
      }
    }
    var done = new HashSet<Integer>();
    while (ordered.size() < steps.size()) {
      Interrupted.check();
      int s = freeing.isEmpty() ? ready.remove() : freeing.remove();
      if (done.add(s)) {
        ordered.add(steps.get(s));
        leave(s);
      }
    }
    return program.reordered(ordered);
  }

  private void enter(int step) {
    ready.add(step);
    if (frees(step)) {
      freeing.add(step);
    }
  }

  /// Whether running `step` now frees at least as much as its result takes.
  private boolean frees(int step) {
    StepValue result = program.home(steps.get(step).result());
    long net = isScratch(result) && !alive.contains(result) ? bytes(result) : 0;
    for (StepValue operand : Set.copyOf(steps.get(step).operands())) {
      StepValue home = program.home(operand);
      Set<Integer> left = readers.getOrDefault(home, Set.of());
      net -= isScratch(home) && left.size() == 1 && left.contains(step) ? bytes(home) : 0;
    }
    return net <= 0;
  }

  private static boolean isScratch(StepValue value) {
    return value.role() == StepValue.Role.TEMPORARY || value.role() == StepValue.Role.INPUT;
  }

  private static long bytes(StepValue value) {
    return Block.aligned(value.elements(Worth.BATCH)) * value.type().dtype().bytes();
  }

  private void leave(int step) {
    alive.add(program.home(steps.get(step).result()));
    for (int next : after.get(step)) {
      if (--waitsFor[next] == 0) {
        enter(next);
      }
    }
    for (StepValue operand : steps.get(step).operands()) {
      Set<Integer> left = readers.getOrDefault(program.home(operand), Set.of());
      if (left.remove(step) && left.size() == 1) {
        int last = left.iterator().next();
        if (last < steps.size() && waitsFor[last] == 0 && frees(last)) {
          freeing.add(last);
        }
      }
    }
  }
}
