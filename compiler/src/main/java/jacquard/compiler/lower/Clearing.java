package jacquard.compiler.lower;

import jacquard.compiler.step.Step;
import jacquard.compiler.step.StepValue;
import jacquard.compiler.view.Structures;
import jacquard.ir.Layout;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import jacquard.ir.loop.Buffer;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Structure;
import jacquard.ir.loop.WriteForm;
import java.util.ArrayList;
import java.util.List;

/// The steps that write what a value's own step leaves out: its halo, and what a sum in memory starts from.
final class Clearing {
  private Clearing() {}

  /// What runs before a step of structure `s` that computes `result`: the halo becomes zero, and elements that no point or several points
  /// write the identity of their combination.
  ///
  /// Errors: `generic/positions`.
  static List<Step> before(Structure s, StepValue result, Loc loc) {
    boolean accumulates = s.combine() != Combine.ASSIGN && !s.writesApart();
    if (accumulates && s.combine().isPosition()) {
      throw UserError.of("generic/positions").problem("positions can only be found where each element is written through axes of its own")
          .at(loc).got("%s", s).fix("let the write map name distinct axes").build();
    }
    boolean partial = !WriteForm.reaches(s.write(), s.axes(), result.type().shape());
    double identity = accumulates || partial ? s.combine().identity() : 0;
    if (identity == 0 && (partial || accumulates)) {
      return List.of(fill(result, 0, loc));
    }
    var steps = new ArrayList<>(halo(result, loc));
    if (identity != 0) {
      steps.add(fill(result, identity, loc));
    }
    return steps;
  }

  /// The steps that set the halo of `value` to zero.
  static List<Step> halo(StepValue value, Loc loc) {
    Layout layout = value.layout();
    List<HaloStrips.Strip> strips = HaloStrips.of(value.type(), layout);
    if (layout.hasHalo() && strips.isEmpty()) {
      return List.of(fill(value, 0, loc));
    }
    return strips.stream().map(s -> new Step(LoopNest.unscheduled(value.name() + ".clear", s.structure(), List.of(),
        new Buffer(value.name(), s.type(), s.layout())), List.of(), value, loc)).toList();
  }

  private static Step fill(StepValue value, double constant, Loc loc) {
    return Step.of(value.name() + ".clear", Structures.constant(value.type().shape(), constant), List.of(), value, loc, "");
  }
}
