package jacquard.compiler.plan;

import jacquard.compiler.step.Step;
import jacquard.compiler.step.StepProgram;
import jacquard.compiler.step.StepValue;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Which steps of a program write and read each value, in order; values that share memory are one.
final class StepUses {
  private final Map<StepValue, List<Integer>> writers = new IdentityHashMap<>();
  private final Map<StepValue, List<Integer>> readers = new IdentityHashMap<>();

  StepUses(StepProgram program) {
    for (int s = 0; s < program.steps().size(); s++) {
      Step step = program.steps().get(s);
      writers.computeIfAbsent(program.home(step.result()), v -> new ArrayList<>()).add(s);
      int now = s;
      step.operands().stream().map(program::home).distinct()
          .forEach(o -> readers.computeIfAbsent(o, v -> new ArrayList<>()).add(now));
    }
  }

  List<Integer> writers(StepValue home) {
    return writers.getOrDefault(home, List.of());
  }

  List<Integer> readers(StepValue home) {
    return readers.getOrDefault(home, List.of());
  }
}
