package jacquard.compiler;

import jacquard.compiler.cost.KernelCost;
import jacquard.compiler.cost.Worth;
import jacquard.compiler.step.LoweredProgram;
import jacquard.compiler.step.Step;
import jacquard.runtime.Executable;
import jacquard.runtime.Switches;
import jacquard.runtime.VectorSupport;

/// A program in scalar code, which the virtual machine compiles at once, for the time until the vector code is made and compiled
/// ([Executable#becoming]).
final class FirstForm {
  private FirstForm() {}

  /// Whether a program is to have one. Guards: it has no states, which two forms would each update; nobody forced its code; it does enough.
  static boolean pays(LoweredProgram program) {
    return program.states().isEmpty() && Switches.vectorBits().isEmpty() && VectorSupport.bits() > 0
        && program.steps().stream().map(Step::nest).mapToLong(nest -> KernelCost.of(nest, 1).operations()).sum()
        >= Worth.FIRST_FORM_OPERATIONS;
  }
}
