package jacquard.compiler.plan;

import java.util.List;

/// One call to be: step number `step` of the program over `examples` of the batch, on these lives of its operands and result.
///
/// @param partialSums where sums over fewer than all examples lie meanwhile, for a nest that keeps them beside its result; else the result
record Execution(int step, List<Instance> operands, Instance result, Instance partialSums, ExampleRange examples) {
  Execution {
    operands = List.copyOf(operands);
  }

  /// A call over all examples.
  static Execution whole(int step, List<Instance> operands, Instance result) {
    return new Execution(step, operands, result, result, ExampleRange.ALL);
  }
}
