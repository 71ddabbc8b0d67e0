package jacquard.compiler.plan;

import jacquard.compiler.nest.HoistedSums;
import jacquard.compiler.step.Step;
import java.util.List;

/// One call to be: step number `step` of the program over `examples` of the batch, on these lives of its operands and result.
///
/// @param partialSums where partial sums lie meanwhile, for a nest that keeps them beside its result; else the result
record Execution(int step, List<Instance> operands, Instance result, Instance partialSums, ExampleRange examples) {
  Execution {
    operands = List.copyOf(operands);
  }

  /// A call over all examples.
  static Execution whole(int number, Step step, List<Instance> operands, Instance result) {
    Instance sums = HoistedSums.areIn(step.nest()) ? Instance.partialSums(step) : result;
    return new Execution(number, operands, result, sums, ExampleRange.ALL);
  }
}
