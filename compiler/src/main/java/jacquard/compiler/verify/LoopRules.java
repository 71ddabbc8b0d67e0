package jacquard.compiler.verify;

import jacquard.ir.Dim;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Loop;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import jacquard.ir.loop.Structure;
import jacquard.ir.loop.WriteForm;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Whether the loops of a nest reach every point once, and parallel ones write apart: `loops`, `order` and `parallel` of [LoopVerifier].
final class LoopRules {
  private final LoopNest nest;
  private final Structure structure;
  private final Schedule schedule;
  private final List<Integer> reduced;
  private final List<Violation> problems;

  private LoopRules(LoopNest nest, List<Violation> problems) {
    this.nest = nest;
    this.structure = nest.structure();
    this.schedule = nest.schedule();
    this.reduced = structure.reducedAxes();
    this.problems = problems;
  }

  static void check(LoopNest nest, List<Violation> problems) {
    var rules = new LoopRules(nest, problems);
    rules.coverage();
    if (problems.isEmpty()) {
      rules.order();
      rules.parallel();
    }
  }

  private void coverage() {
    for (Loop loop : schedule.loops()) {
      if (loop.axis() < 0 || loop.axis() >= structure.axes().size() || loop.block() < 1) {
        problem("loops", "loop %s is over no axis", loop);
        return;
      }
    }
    for (int a = 0; a < structure.axes().size(); a++) {
      int axis = a;
      List<Loop> loops = schedule.loops().stream().filter(l -> l.axis() == axis).toList();
      Axis over = structure.axes().get(a);
      if (loops.equals(List.of(Loop.whole(axis)))) {
        continue;
      }
      int block = loops.isEmpty() ? 1 : loops.getFirst().block();
      boolean split = loops.size() == 2 && loops.contains(Loop.blocks(axis, block)) && loops.contains(Loop.within(axis, block));
      if (!split || over.extent().perBatch()) {
        problem("loops", "loops (%s) do not reach every index of %s exactly once",
            String.join(", ", loops.stream().map(l -> l.text(over.name())).toList()), over);
      } else if (over.extent().count() % block != 0 && reduced.contains(axis)) {
        problem("overhang", "blocks of %d reach beyond %s, which is summed over", block, over);
      }
    }
  }

  private void order() {
    int first = firstReduced(nest);
    for (int l = first; l < schedule.loops().size(); l++) {
      if (!reduced.contains(schedule.loops().get(l).axis())) {
        problem("order", "loop %s is over the result and comes after one that is summed over", text(l));
      }
    }
  }

  private void parallel() {
    if (schedule.parallel() < 0 || schedule.parallel() > firstReduced(nest)) {
      problem("parallel", "%d parallel loops of %d over the result", schedule.parallel(), firstReduced(nest));
      return;
    }
    List<Axis> filled = filled(nest);
    for (int l = 0; l < schedule.parallel(); l++) {
      int axis = schedule.loops().get(l).axis();
      if (structure.write().stream().noneMatch(w -> tellsApart(w, axis, filled))) {
        problem("parallel", "iterations of %s may write the same element of %s", text(l), nest.result());
      }
    }
  }

  /// Whether two points that differ in `axis` differ in index `write`: it counts like digits, of which `axis` is one.
  private static boolean tellsApart(IndexExpr write, int axis, List<Axis> axes) {
    return write.uses(axis) && WriteForm.writesApart(List.of(write), axes);
  }

  /// The number of loops before the first that is summed over.
  static int firstReduced(LoopNest nest) {
    List<Integer> reduced = nest.structure().reducedAxes();
    List<Loop> loops = nest.schedule().loops();
    return (int) IntStream.range(0, loops.size()).takeWhile(l -> !reduced.contains(loops.get(l).axis())).count();
  }

  /// The axes as far as loops run: blocks filled up.
  static List<Axis> filled(LoopNest nest) {
    return IntStream.range(0, nest.structure().axes().size()).mapToObj(a -> {
      Axis axis = nest.structure().axes().get(a);
      int block = nest.schedule().loops().stream().filter(l -> l.axis() == a).mapToInt(Loop::block).max().orElse(1);
      return axis.extent().perBatch() || block == 1 ? axis
          : new Axis(axis.name(), Dim.of(Math.ceilDiv(axis.extent().count(), block) * block));
    }).toList();
  }

  private String text(int loop) {
    Loop l = schedule.loops().get(loop);
    return l.text(structure.axes().get(l.axis()).name());
  }

  private void problem(String rule, String format, Object... args) {
    problems.add(new Violation(LoopVerifier.scheduleLine(nest), rule, String.format(Locale.ROOT, format, args)));
  }
}
