package jacquard.compiler.verify;

import jacquard.compiler.step.Step;
import jacquard.compiler.step.StepProgram;
import jacquard.compiler.step.StepValue;
import jacquard.ir.CompilerBug;
import jacquard.ir.Interrupted;
import jacquard.ir.TensorType;
import jacquard.ir.loop.Buffer;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.text.LoopText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Checks scheduled loop nests and reports everything that is broken together.
///
/// Loops
/// - `loops`: an axis has one loop over all of it, or one over its blocks and one within them, of the same block size: every point of the
///   domain is reached exactly once. An axis over the batch is not split.
/// - `order`: loops over summed axes come after all others.
/// - `overhang`: where blocks reach beyond an axis, they write only the filling after a dimension's last element, and sum nothing.
/// - `parallel`: parallel loops are loops over the result, and points that differ in one of them write different elements.
///
/// Memory
/// - `bounds`: every index that kernels do not check stays inside its buffer, halo and filling included, for every batch size.
/// - `buffer`: a nest's buffers take as many elements as the values of its step, of the same type, and count no element of those as
///   filling; a step without operands, which clears a halo, may take part of one.
///
/// Vectors and tiles
/// - `vector`: lanes are neighbours in memory, and whole vectors are shared out among workers.
/// - `tile`: a register tile is one that code can be written for; workers take whole tiles; sums kept in memory are whole levels of the
///   sum, and add each element once.
///
/// An element that is written over an operand is the plan's business ([PlanVerifier]).
public final class LoopVerifier {
  private LoopVerifier() {}

  /// Throws a `CompilerBug` that shows each nest of `program` that is wrong, with `// error: …` under the lines that are.
  public static void check(StepProgram program) {
    String broken = listing(program);
    if (!broken.isEmpty()) {
      throw CompilerBug.of("schedules of @%s break invariants%n%s", program.name(), broken);
    }
  }

  /// The nests of `program` that are wrong with their errors; empty where none is. Nests that differ in names alone are checked once.
  public static String listing(StepProgram program) {
    Map<LoopNest, List<Violation>> known = new HashMap<>();
    var broken = new ArrayList<String>();
    for (Step step : program.steps()) {
      Interrupted.check();
      var problems = new ArrayList<>(known.computeIfAbsent(step.nest().anonymous(), LoopVerifier::verify));
      buffers(step, problems);
      if (!problems.isEmpty()) {
        broken.add(Violation.annotated(LoopText.print(step.nest()), problems));
      }
    }
    return String.join("\n", broken);
  }

  /// The text of `nests`, each with its errors under the lines that are wrong.
  public static String annotated(List<LoopNest> nests) {
    return nests.stream().map(n -> Violation.annotated(LoopText.print(n), verify(n))).collect(Collectors.joining("\n"));
  }

  /// Everything wrong with `nest` by itself.
  static List<Violation> verify(LoopNest nest) {
    var problems = new ArrayList<Violation>();
    LoopRules.check(nest, problems);
    if (problems.isEmpty()) {
      AccessRules.check(nest, problems);
      LaneRules.check(nest, problems);
    }
    return problems;
  }

  private static void buffers(Step step, List<Violation> problems) {
    LoopNest nest = step.nest();
    for (int o = 0; o < nest.operands().size(); o++) {
      buffer(nest.operands().get(o), step.operands().get(o), false, 1 + o, problems);
    }
    buffer(nest.result(), step.result(), nest.operands().isEmpty(), 1 + nest.operands().size(), problems);
  }

  private static void buffer(Buffer buffer, StepValue value, boolean isPart, int line, List<Violation> problems) {
    for (int batch = 1; batch <= 2; batch++) {
      long elements = buffer.layout().elements(buffer.type().shape(), batch);
      boolean fits = isPart ? elements <= value.elements(batch)
          : elements == value.elements(batch) && size(buffer.type(), batch) >= size(value.type(), batch);
      if (buffer.type().dtype() != value.type().dtype() || !fits) {
        problems.add(new Violation(line, "buffer", String.format(Locale.ROOT, "%d elements at batch %d of %s, which holds %d",
            elements, batch, value, value.elements(batch))));
        return;
      }
    }
  }

  /// The elements of an array, filling and halo left out.
  private static long size(TensorType type, int batch) {
    return type.shape().bound(batch).size();
  }

  /// The line of a nest's text that holds its structure; buffers stand before it, the schedule after.
  static int structureLine(LoopNest nest) {
    return nest.operands().size() + 2;
  }

  static int scheduleLine(LoopNest nest) {
    return structureLine(nest) + 1;
  }
}
