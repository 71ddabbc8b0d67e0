package jacquard.compiler;

import jacquard.compiler.cost.KernelCost;
import jacquard.compiler.step.Step;
import jacquard.compiler.step.StepProgram;
import jacquard.ir.loop.LoopNest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The steps of a program that only move elements, and why each is needed, for its report.
final class Copies {
  private Copies() {}

  static Optional<CompileReport.Section> section(StepProgram program) {
    List<String> lines = program.steps().stream().filter(s -> !s.why().isEmpty()).map(Copies::line).toList();
    return lines.isEmpty() ? Optional.empty() : Optional.of(new CompileReport.Section("reorders and copies", lines));
  }

  private static String line(Step step) {
    LoopNest nest = step.nest();
    return String.format(Locale.ROOT,
        "%s: %s from %s to %s: %s", nest.name(), bytes(nest), nest.operands().getFirst().layout(), nest.result().layout(),
        step.why());
  }

  /// Bytes read and written, for each example where there is a batch.
  private static String bytes(LoopNest nest) {
    long one = KernelCost.of(nest, 1).bytes();
    long more = KernelCost.of(nest, 2).bytes() - one;
    return String.format(Locale.ROOT, more == 0 ? "%,d bytes" : "N * %,d bytes", more == 0 ? one : more);
  }
}
