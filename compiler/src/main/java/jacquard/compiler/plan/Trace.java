package jacquard.compiler.plan;

import jacquard.compiler.step.Step;
import jacquard.compiler.step.StepProgram;
import jacquard.compiler.step.StepValue;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// What runs, in order: every step once, and some again where their results are recomputed, or several times, over some examples each.
/// `inputs` are written before the first execution, `outputs` are read after the last; both in the program's order.
record Trace(List<Execution> executions, List<Instance> inputs, List<Instance> outputs) {
  Trace {
    executions = List.copyOf(executions);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /// Every step once, every value with one life.
  static Trace of(StepProgram program) {
    Map<StepValue, Instance> instances = new IdentityHashMap<>();
    var executions = new ArrayList<Execution>();
    for (int i = 0; i < program.steps().size(); i++) {
      Step step = program.steps().get(i);
      List<Instance> operands = step.operands().stream().map(o -> instance(instances, program, o)).toList();
      executions.add(Execution.whole(i, step, operands, instance(instances, program, step.result())));
    }
    return new Trace(executions, program.inputs().stream().map(v -> instance(instances, program, v)).toList(),
        program.outputs().values().stream().map(v -> instance(instances, program, v)).toList());
  }

  private static Instance instance(Map<StepValue, Instance> instances, StepProgram program, StepValue value) {
    return instances.computeIfAbsent(program.home(value), Instance::new);
  }
}
