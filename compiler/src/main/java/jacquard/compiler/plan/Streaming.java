package jacquard.compiler.plan;

import jacquard.compiler.nest.BatchUse;
import jacquard.compiler.step.Step;
import jacquard.compiler.step.StepProgram;
import jacquard.compiler.step.StepValue;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which values of a program can be streamed: computed slice by slice over the examples of a batch, each slice used up by every reader
/// before the next takes its place. So a convolution's result need not exist whole for the pooling after it, nor its gradient for the
/// weights'.
///
/// Guards: writers compute each example apart, readers do or add up over examples in order ([BatchUse]); the value is no output and lies in
/// no state; and, as every reader's unit computes it anew, the states it is computed from still hold what they held.
final class Streaming {
  private final StepProgram program;
  private final StepUses uses;
  private final Set<StepValue> candidates = Collections.newSetFromMap(new IdentityHashMap<>());

  Streaming(StepProgram program, StepUses uses) {
    this.program = program;
    this.uses = uses;
    Set<StepValue> outputs = Collections.newSetFromMap(new IdentityHashMap<>());
    program.outputs().values().forEach(o -> outputs.add(program.home(o)));
    BatchUse[] examples = program.steps().stream().map(s -> BatchUse.of(s.nest())).toArray(BatchUse[]::new);
    for (Step step : program.steps()) {
      StepValue value = program.home(step.result());
      boolean streams = value.role() == StepValue.Role.TEMPORARY && value.type().shape().isBatched() && !outputs.contains(value)
          && uses.writers(value).stream().allMatch(w -> examples[w] == BatchUse.APART)
          && uses.readers(value).stream().allMatch(r -> examples[r] != BatchUse.TOGETHER);
      if (streams) {
        candidates.add(value);
      }
    }
  }

  /// Whether `value` can be streamed beside those of `streamed`.
  private boolean allows(StepValue value, Set<StepValue> streamed) {
    if (!candidates.contains(value) || streamed.contains(value)) {
      return false;
    }
    Set<StepValue> all = Collections.newSetFromMap(new IdentityHashMap<>());
    all.addAll(streamed);
    all.add(value);
    return statesLast(Units.of(program, uses, all));
  }

  /// Whether no unit computes a streamed value from a state that another has overwritten, or that it overwrites itself.
  private boolean statesLast(List<Unit> units) {
    Set<StepValue> overwritten = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Unit unit : units) {
      if (unit.isSliced() && (unit.operands(program).stream().anyMatch(overwritten::contains) || meets(unit))) {
        return false;
      }
      unit.results(program).stream().filter(r -> r.role() == StepValue.Role.STATE).forEach(overwritten::add);
    }
    return true;
  }

  /// Whether a step of `unit` reads a state that another step of it writes.
  private boolean meets(Unit unit) {
    return unit.sinks(program).stream().anyMatch(w -> {
      StepValue state = program.home(program.steps().get(w).result());
      return state.role() == StepValue.Role.STATE && unit.steps().stream()
          .anyMatch(s -> s != (int) w && program.steps().get(s).operands().stream().map(program::home).anyMatch(o -> o == state));
    });
  }

  /// The largest value that a step of `unit` touches and that can be streamed beside `streamed`; null where there is none.
  @Nullable StepValue largest(Unit unit, Set<StepValue> streamed) {
    StepValue best = null;
    for (List<StepValue> values : Arrays.asList(unit.operands(program), unit.results(program))) {
      for (StepValue value : values) {
        boolean larger = best == null || bytes(value) > bytes(best);
        if (larger && allows(value, streamed)) {
          best = value;
        }
      }
    }
    return best;
  }

  private static long bytes(StepValue value) {
    return value.elements(1) * value.type().dtype().bytes();
  }
}
