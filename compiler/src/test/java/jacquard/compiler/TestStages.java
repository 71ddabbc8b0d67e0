package jacquard.compiler;

import jacquard.compiler.step.StepProgram;
import jacquard.ir.graph.Graph;

/// The stages after the passes, for a machine of vectors of 256 bits and 16 registers; steps stay in the order of the graph, and
/// convolutions one step each.
public final class TestStages {
  static final Compiler COMPILER = Compiler.forVectors(256).vectorRegisters(16).without("order-steps")
      .winograd(WinogradSettings.all(WinogradSettings.Tile.DIRECT));

  private TestStages() {}

  /// The scheduled steps of `graph`, which is optimised first.
  public static StepProgram steps(Graph graph) {
    return COMPILER.stages(graph).steps();
  }
}
