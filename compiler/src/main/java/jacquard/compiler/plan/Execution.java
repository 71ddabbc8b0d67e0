package jacquard.compiler.plan;

import java.util.List;

/// One call to be: step number `step` of the program, on these lives of its operands and result.
record Execution(int step, List<Instance> operands, Instance result) {
  Execution {
    operands = List.copyOf(operands);
  }
}
