package jacquard.compiler;

import jacquard.compiler.cost.KernelCost;
import jacquard.compiler.cost.Worth;
import jacquard.compiler.plan.MemoryOptions;
import jacquard.compiler.plan.Planner;
import jacquard.compiler.step.Step;
import jacquard.compiler.step.StepProgram;
import jacquard.runtime.Executable;
import jacquard.runtime.Kernel;
import jacquard.runtime.KernelLoader;
import jacquard.runtime.Memory;
import jacquard.runtime.Switches;
import jacquard.runtime.VectorSupport;
import java.util.List;
import java.util.Optional;

/// A program in scalar code, which the virtual machine compiles at once, for the time until it has compiled the vector code
/// ([Executable#beginningAs]).
record FirstForm(List<Kernel> kernels, Planner planner) {
  /// Whether a program is to have one. Guards: it has no states, which two forms would each update; nobody forced its code; it does enough.
  static boolean pays(StepProgram program, Planner planner) {
    return planner.states().isEmpty() && Switches.vectorBits().isEmpty() && VectorSupport.bits() > 0
        && program.steps().stream().map(Step::nest).mapToLong(nest -> KernelCost.of(nest, 1).operations()).sum()
        >= Worth.FIRST_FORM_OPERATIONS;
  }

  /// The form of the steps `scalar` of the program that `vectors` plans. Guards: constants lie where the other has them.
  static Optional<FirstForm> of(StepProgram scalar, Planner vectors, MemoryOptions memory) {
    KernelClasses code = KernelClasses.emit(scalar.steps(), Switches.kernelNamed());
    var planner = new Planner(scalar, code.numbers(), memory);
    return planner.constantBindings().equals(vectors.constantBindings())
        ? Optional.of(new FirstForm(KernelLoader.load(code.classes()), planner)) : Optional.empty();
  }

  Executable program(String name, Memory constants) {
    return new Executable(name, kernels, constants, List.of(), planner::plan);
  }
}
