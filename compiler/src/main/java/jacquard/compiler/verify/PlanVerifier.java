package jacquard.compiler.verify;

import jacquard.compiler.nest.BatchUse;
import jacquard.compiler.nest.HoistedSums;
import jacquard.compiler.nest.Overwriting;
import jacquard.compiler.plan.PlanText;
import jacquard.compiler.plan.Planner;
import jacquard.compiler.step.Step;
import jacquard.compiler.step.StepProgram;
import jacquard.compiler.step.StepValue;
import jacquard.ir.CompilerBug;
import jacquard.ir.DType;
import jacquard.ir.loop.LoopNest;
import jacquard.runtime.Binding;
import jacquard.runtime.Call;
import jacquard.runtime.Plan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Runs a plan on memory that holds names in place of numbers, and reports everything that is broken together. Which value was computed
/// where, and from which calls on it is there, follows from the calls alone: what the planner knew of lifetimes is not asked.
///
/// - `call`: calls are of the program's steps, over examples of the batch, with as many tiles as their loops have.
/// - `memory`: every value lies inside its segment; constants and states lie where the program put them.
/// - `read`: what a call reads has been written, by all steps that write it and for all examples that are read, and nothing was written
///   over it since: values alive together do not overlap.
/// - `overwrite`: a call writes over one of its operands only at the same place, where each element is read before it is written, or beside
///   the part of it that is read.
/// - `sum`: calls over some of the examples go on where the one before ended, at the end of a level of the sum.
/// - `state`: every state gets its next value, after its last reader.
/// - `output`: outputs lie where the plan says, complete, after the last call.
public final class PlanVerifier {
  private final StepProgram program;
  private final Plan plan;
  private final Map<String, List<Integer>> steps = new HashMap<>();
  private final Map<String, Integer> seen = new HashMap<>();
  private final int[] kernels;
  private final MemoryContents memory;
  private final List<Violation> problems = new ArrayList<>();
  private final Map<LoopNest, BatchUse> uses = new IdentityHashMap<>();
  private int line;

  private PlanVerifier(StepProgram program, int[] kernels, Planner planner, Plan plan) {
    this.program = program;
    this.plan = plan;
    this.kernels = kernels;
    this.memory = new MemoryContents(program, planner, plan);
    for (int s = 0; s < kernels.length; s++) {
      steps.computeIfAbsent(key(kernels[s], program.steps().get(s).nest().name()), k -> new ArrayList<>()).add(s);
    }
  }

  /// `plan`, which `planner` made for `program` with these numbers of kernels. A `CompilerBug` with its listing where it is wrong.
  public static Plan checked(StepProgram program, int[] kernels, Planner planner, Plan plan) {
    List<Violation> problems = verify(program, kernels, planner, plan);
    if (!problems.isEmpty()) {
      throw CompilerBug.of("the plan of @%s for %d examples breaks %d invariants%n%s", program.name(), plan.batch(), problems.size(),
          Violation.annotated(PlanText.print(plan), problems));
    }
    return plan;
  }

  /// The text of `plan` with its errors under the lines that are wrong.
  public static String annotated(StepProgram program, int[] kernels, Planner planner, Plan plan) {
    return Violation.annotated(PlanText.print(plan), verify(program, kernels, planner, plan));
  }

  /// Everything wrong with `plan`; nothing is asked of one without calls that is too large for arrays.
  static List<Violation> verify(StepProgram program, int[] kernels, Planner planner, Plan plan) {
    var verifier = new PlanVerifier(program, kernels, planner, plan);
    if (Arrays.stream(DType.values()).allMatch(t -> plan.scratch().get(t) <= Integer.MAX_VALUE)) {
      verifier.run();
    }
    return verifier.problems;
  }

  private static String key(int kernel, String label) {
    return kernel + " " + label;
  }

  private void run() {
    inputs();
    for (Call call : plan.calls()) {
      line++;
      call(call);
    }
    outputs();
    states();
  }

  private void inputs() {
    for (StepValue input : program.inputs()) {
      line++;
      List<Binding> bindings = plan.inputs().stream().filter(b -> b.name().equals(input.name())).toList();
      if (bindings.size() != 1 || !isOf(bindings.getFirst(), input)) {
        problem("memory", "input %s lies nowhere", input);
        continue;
      }
      MemoryRange region = MemoryRange.whole(input, bindings.getFirst().segment(), bindings.getFirst().offset(), plan.batch());
      if (inside(region)) {
        memory.write(Content.of(input), region, MemoryContents.GIVEN, line);
      }
    }
  }

  private static boolean isOf(Binding binding, StepValue value) {
    return binding.type().equals(value.type()) && binding.layout().equals(value.layout());
  }

  private void call(Call call) {
    List<Integer> candidates = steps.getOrDefault(key(call.kernel(), call.label()), List.of());
    if (candidates.isEmpty()) {
      problem("call", "no step '%s' has kernel %d", call.label(), call.kernel());
      return;
    }
    int turn = seen.merge(key(call.kernel(), call.label()), 1, Integer::sum) - 1;
    int number = candidates.get(turn % candidates.size());
    Step step = program.steps().get(number);
    LoopNest nest = step.nest();
    boolean partial = BatchUse.hasPartialSums(nest);
    int buffers = step.operands().size() + 1 + (partial ? 1 : 0);
    int[] args = call.args();
    if (args.length != 2 * buffers + 3) {
      problem("call", "%d arguments for %d buffers", args.length, buffers);
      return;
    }
    int first = args[2 * buffers];
    int end = args[2 * buffers + 1];
    if (!range(call, nest, first, end, args[2 * buffers + 2])) {
      return;
    }
    access(number, step, partial, args, first, end);
  }

  /// Whether a call is over examples that there are, in as many tiles as they make.
  private boolean range(Call call, LoopNest nest, int first, int end, int batch) {
    if (batch != plan.batch() || first < 0 || first >= end || end > batch) {
      problem("call", "examples [%d, %d) of %d in a batch of %d", first, end, batch, plan.batch());
      return false;
    }
    if (call.tiles() != nest.tiles(end - first)) {
      problem("call", "%d tiles in place of %d", call.tiles(), nest.tiles(end - first));
    }
    if (end - first == batch) {
      return true;
    }
    BatchUse how = of(nest);
    int slice = BatchUse.slice(nest, batch);
    if (how == BatchUse.TOGETHER) {
      problem("call", "examples meet in this step, and it runs over [%d, %d) of %d", first, end, batch);
    } else if (first % slice != 0 || end % slice != 0 && end != batch) {
      problem("sum", "examples [%d, %d) end within a run of %d that is added up at once", first, end, slice);
    }
    return true;
  }

  private BatchUse of(LoopNest nest) {
    return uses.computeIfAbsent(nest, BatchUse::of);
  }

  private void access(int number, Step step, boolean hasPartialSums, int[] args, int first, int end) {
    int operands = step.operands().size();
    var read = new ArrayList<MemoryRange>();
    for (int o = 0; o < operands; o++) {
      MemoryRange region = MemoryRange.of(step.operands().get(o), args[2 * o], args[2 * o + 1], first, end);
      read.add(region);
      if (inside(region)) {
        memory.whyUnreadable(Content.of(step.operands().get(o)), region, number).ifPresent(why -> problem("read", "%s", why));
      }
    }
    MemoryRange written = MemoryRange.of(step.result(), args[2 * operands], args[2 * operands + 1], first, end);
    for (int o = 0; o < operands; o++) {
      boolean same = read.get(o).offset() == written.offset() && step.operands().get(o).elements(1) == step.result().elements(1);
      boolean otherPart = step.operands().get(o) == step.result() && same && Apart.allows(step.nest(), o);
      if (read.get(o).overlaps(written) && !otherPart && !(same && Overwriting.allows(step.nest(), o))) {
        problem("overwrite", "%s is written over operand %d, %s, while that is read", step.result().name(), o,
            step.operands().get(o).name());
      }
    }
    if (hasPartialSums) {
      partialSums(number, step, args, read, written, first, end);
    }
    if (!BatchUse.keepsPartialSums(step.nest())) {
      write(number, step, written);
    } else if (end == plan.batch()) {
      write(number, step, MemoryRange.of(step.result(), written.segment(), (int) written.offset(), 0, end));
    }
  }

  /// Step number `number` writes its result; where the sum so far lies beside it, only its last call does, for all examples.
  private void write(int number, Step step, MemoryRange region) {
    if (!inside(region)) {
      return;
    }
    Content content = Content.writtenBy(step);
    int first = region.first();
    if (first > 0 && of(step.nest()) == BatchUse.SUMMED && !memory.goesOn(content, region, number)) {
      problem("sum", "the sum of examples before %d is not in %s", first, step.result().name());
    }
    memory.write(content, region, number, line).ifPresent(why -> problem("read", "%s", why));
  }

  private void partialSums(int number, Step step, int[] args, List<MemoryRange> read, MemoryRange written, int first, int end) {
    int at = 2 * step.operands().size() + 2;
    HoistedSums hoisted = HoistedSums.of(step.nest());
    boolean whole = first == 0 && end == plan.batch();
    long elements = hoisted.steps().isEmpty() ? (whole ? 0 : step.result().elements(1))
        : (long) hoisted.copies(plan.batch()) * HoistedSums.copyElements(step.nest());
    var region = new MemoryRange(step.result().type().dtype(), args[at], args[at + 1], args[at + 1] + elements, args[at + 1], first, end);
    if (elements == 0 || !inside(region)) {
      return;
    }
    if (region.overlaps(written) || read.stream().anyMatch(region::overlaps)) {
      problem("overwrite", "partial sums of %s lie in memory that the step uses otherwise", step.result().name());
    }
    Content sums = Content.partialSums(step);
    if (first > 0 && !memory.goesOn(sums, region, number)) {
      problem("sum", "the partial sums of examples before %d are lost", first);
    }
    memory.write(sums, region, number, line);
  }

  private boolean inside(MemoryRange region) {
    long size = memory.size(region.type(), region.segment());
    if (region.from() < 0 || region.to() > size) {
      problem("memory", "elements [%d, %d) of %d in segment %s", region.from(), region.to(), size, PlanText.segment(region.segment()));
      return false;
    }
    return true;
  }

  private void outputs() {
    program.outputs().forEach((name, value) -> {
      line++;
      List<Binding> bindings = plan.outputs().stream().filter(b -> b.name().equals(name)).toList();
      if (bindings.size() != 1 || !isOf(bindings.getFirst(), value)) {
        problem("output", "output '%s' lies nowhere", name);
        return;
      }
      MemoryRange region = MemoryRange.whole(value, bindings.getFirst().segment(), bindings.getFirst().offset(), plan.batch());
      if (inside(region)) {
        memory.whyUnreadable(Content.of(value), region, Integer.MAX_VALUE).ifPresent(why -> problem("output", "%s", why));
      }
    });
  }

  private void states() {
    line++;
    for (int s = 0; s < program.steps().size(); s++) {
      Step step = program.steps().get(s);
      if (program.home(step.result()).role() == StepValue.Role.STATE && !memory.isComplete(Content.writtenBy(step))) {
        problem("state", "state '%s' does not hold its next value in the end", program.home(step.result()).name());
        return;
      }
    }
  }

  private void problem(String rule, String format, Object... args) {
    problems.add(new Violation(line, rule, String.format(Locale.ROOT, format, args)));
  }
}
