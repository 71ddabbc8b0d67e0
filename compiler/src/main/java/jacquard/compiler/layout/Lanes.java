package jacquard.compiler.layout;

import jacquard.compiler.cost.Worth;
import jacquard.compiler.nest.Blocking;
import jacquard.compiler.nest.ContractionForm;
import jacquard.compiler.step.StepValue;
import jacquard.ir.Layout;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Structure;
import jacquard.ir.loop.WriteForm;
import java.util.List;
import java.util.stream.IntStream;

/// Whether neighbours of a result are neighbours of what they are computed from, so that a step without a register tile runs on vectors.
final class Lanes {
  private Lanes() {}

  static boolean areSteady(Structure s, List<StepValue> operands, Layout result) {
    int dim = result.innermost();
    List<Integer> digits = dim < 0 ? List.of() : WriteForm.digitAxes(s.write().get(dim), s.axes());
    if (digits.isEmpty()) {
      return false;
    }
    int lane = digits.getLast();
    return s.reads().stream().allMatch(r -> isSteady(r, lane, operands.get(r.operand()).layout()));
  }

  private static boolean isSteady(Access read, int lane, Layout layout) {
    for (int d = 0; d < read.map().size(); d++) {
      IndexExpr index = read.map().get(d);
      int block = layout.block(d);
      boolean steady = layout.innermost() == d
          && (block > 1 ? Blocking.keepsBlocks(index, lane, block) : index.isLinearIn(lane) && index.factorOf(lane) == 1);
      if (index.uses(lane) && !steady) {
        return false;
      }
    }
    return true;
  }

  /// Whether all that is multiplied is read along one axis of the result, as in a depthwise convolution along its channels.
  static boolean allAlong(Structure s) {
    return s.write().stream().flatMap(w -> WriteForm.digitAxes(w, s.axes()).stream())
        .anyMatch(axis -> !s.axes().get(axis).extent().perBatch()
        && !s.axes().get(axis).extent().isOne() && s.reads().stream().allMatch(r -> r.map().stream().anyMatch(i -> i.isVar(axis))));
  }

  /// Whether the rows of a register tile would run over blocks of the scalar factor that are not whole.
  static boolean hasRaggedRows(Structure s, ContractionForm form, List<StepValue> operands) {
    Access read = s.reads().get(form.scalar());
    Layout layout = operands.get(read.operand()).layout();
    return IntStream.range(0, read.map().size()).anyMatch(d -> layout.block(d) > 1 && IntStream.range(0, s.axes().size())
        .anyMatch(a -> read.map().get(d).uses(a) && s.axes().get(a).extent().count() % layout.block(d) != 0
            && s.write().stream().anyMatch(w -> w.uses(a))));
  }

  /// The points of `s` at the batch that costs are estimated for.
  static long points(Structure s) {
    return s.axes().stream().mapToLong(a -> a.extent().at(Worth.BATCH)).reduce(1, (a, b) -> a * b);
  }
}
