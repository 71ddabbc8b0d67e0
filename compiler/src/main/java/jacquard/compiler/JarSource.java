package jacquard.compiler;

import jacquard.compiler.cost.Core;
import jacquard.compiler.plan.MemoryOptions;
import jacquard.compiler.step.StepProgram;
import jacquard.ir.graph.Graph;

/// What the code of a program for other machines than this one is made with: the settings it was compiled with, but for the memory budget.
public final class JarSource {
  private final CompilerSettings settings;

  JarSource(CompilerSettings settings) {
    this.settings = settings.scratchBudget(MemoryOptions.UNLIMITED);
  }

  private Compiler compiler(int bits) {
    return new Compiler(settings.on(Core.of(bits)));
  }

  /// A graph that the passes have optimised, as it is lowered: the same for all forms.
  Graph required(Graph optimized) {
    return compiler(0).required(optimized);
  }

  /// The steps of such a graph, for vectors of `bits` bits.
  StepProgram steps(Graph required, int bits) {
    return compiler(bits).steps(required);
  }

  /// The steps of a graph of constants, in scalar code.
  StepProgram constantSteps(Graph constants) {
    return compiler(0).constantSteps(constants);
  }

  MemoryOptions memory() {
    return settings.memory();
  }
}
