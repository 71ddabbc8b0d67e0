package jacquard.compiler.plan;

import jacquard.compiler.step.Step;
import jacquard.compiler.step.StepProgram;
import jacquard.compiler.step.StepValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// What runs as one: a single step, or several that run slice by slice over the examples, so that the `streamed` values, which nothing else
/// touches at that time, take the memory of one slice.
///
/// @param steps numbers of steps, in order; of a single step there is no streamed value
record Unit(List<Integer> steps, Set<StepValue> streamed) {
  Unit {
    steps = List.copyOf(steps);
  }

  static Unit of(int step) {
    return new Unit(List.of(step), Set.of());
  }

  /// Steps `sinks` and before them those that write the streamed values they need, directly or not; `isStreamed` tells which values are.
  static Unit of(StepProgram program, List<Integer> sinks, Predicate<StepValue> isStreamed, StepUses uses) {
    Set<StepValue> streamed = Collections.newSetFromMap(new IdentityHashMap<>());
    var steps = new ArrayList<>(sinks);
    for (int i = 0; i < steps.size(); i++) {
      for (StepValue operand : program.steps().get(steps.get(i)).operands()) {
        StepValue home = program.home(operand);
        if (isStreamed.test(home) && streamed.add(home)) {
          uses.writers(home).forEach(steps::add);
        }
      }
    }
    return new Unit(steps.stream().sorted().toList(), streamed);
  }

  boolean isSliced() {
    return !streamed.isEmpty();
  }

  /// The steps that write other values than streamed ones.
  List<Integer> sinks(StepProgram program) {
    return steps.stream().filter(s -> !streamed.contains(program.home(program.steps().get(s).result()))).toList();
  }

  /// As much of this as computes those of its results that `wanted` names.
  Unit only(StepProgram program, Predicate<StepValue> wanted, StepUses uses) {
    if (!isSliced()) {
      return this;
    }
    List<Integer> sinks = sinks(program).stream().filter(s -> wanted.test(program.home(program.steps().get(s).result()))).toList();
    return of(program, sinks, streamed::contains, uses);
  }

  /// What is read and not streamed.
  List<StepValue> operands(StepProgram program) {
    return steps.stream().map(program.steps()::get).map(Step::operands).flatMap(List::stream).map(program::home)
        .filter(v -> !streamed.contains(v)).distinct().toList();
  }

  /// What is written and not streamed.
  List<StepValue> results(StepProgram program) {
    return sinks(program).stream().map(s -> program.home(program.steps().get(s).result())).distinct().toList();
  }
}
