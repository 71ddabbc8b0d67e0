package jacquard.compiler.plan;

import jacquard.compiler.cost.Sharing;
import jacquard.compiler.nest.BatchUse;
import jacquard.compiler.step.Step;
import jacquard.compiler.step.StepProgram;
import jacquard.ir.CompilerBug;
import jacquard.ir.DType;
import jacquard.ir.UserError;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import jacquard.runtime.Call;
import jacquard.runtime.Elements;
import jacquard.runtime.Memory;
import jacquard.runtime.Plan;
import jacquard.runtime.ScaledCall;
import jacquard.runtime.ScaledPlan;
import java.util.ArrayList;
import java.util.List;

/// Plans that need no planner any more: that of one example, and how it grows with the batch.
public final class ScaledPlans {
  /// First and last example, and the batch size, at the end of a call's arguments.
  private static final int EXAMPLE_ARGUMENTS = 3;
  private static final int LARGEST_BATCH = 1 << 24;
  /// What is too little work for so many examples does not grow with them.
  private static final int LARGEST_SERIAL = 1 << 14;

  private ScaledPlans() {}

  /// The plans of `planner`, which was made for `program` without a budget.
  ///
  /// Errors: `jar/batch` for a program whose sums over the examples need more memory than examples do.
  public static ScaledPlan of(StepProgram program, Planner planner) {
    Plan one = planner.plan(1);
    if (one.calls().size() != program.steps().size()) {
      throw CompilerBug.of("%s: %d calls of %d steps", program.name(), one.calls().size(), program.steps().size());
    }
    var calls = new ArrayList<ScaledCall>();
    for (int s = 0; s < one.calls().size(); s++) {
      calls.add(call(program.steps().get(s), one.calls().get(s)));
    }
    Elements first = Elements.NONE;
    Elements perExample = Elements.NONE;
    for (DType type : DType.values()) {
      first = first.with(type, Block.first(type));
      perExample = perExample.with(type, Math.max(0, one.scratch().get(type) - Block.first(type)));
    }
    return new ScaledPlan(first, perExample, calls, one.inputs(), one.outputs());
  }

  private static ScaledCall call(Step step, Call call) {
    LoopNest nest = step.nest();
    int[] base = call.args().clone();
    int[] scale = new int[base.length];
    List<DType> types = new ArrayList<>(step.operands().stream().map(o -> o.type().dtype()).toList());
    types.add(step.result().type().dtype());
    if (BatchUse.hasPartialSums(nest)) {
      requireProportional(step);
      types.add(step.result().type().dtype());
    }
    for (int i = 0; i < types.size(); i++) {
      if (base[2 * i] == Memory.SCRATCH) {
        int first = Math.toIntExact(Block.first(types.get(i)));
        scale[2 * i + 1] = base[2 * i + 1] - first;
        base[2 * i + 1] = first;
      }
    }
    int examples = 2 * types.size();
    if (base.length != examples + EXAMPLE_ARGUMENTS || base[examples] != 0 || base[examples + 1] != 1 || base[examples + 2] != 1) {
      throw CompilerBug.of("%s: the call is not of one example", call.label());
    }
    for (int i = examples + 1; i < base.length; i++) {
      base[i] = 0;
      scale[i] = 1;
    }
    return new ScaledCall(call.kernel(), base, scale, loops(nest), TilePlaces.blockLoop(nest), sharedFrom(nest), call.label(),
        call.layers());
  }

  private static void requireProportional(Step step) {
    Instance sums = Instance.partialSums(step);
    for (int batch = 1; batch <= LARGEST_BATCH; batch *= 2) {
      if (sums.elements(batch) > batch * sums.elements(1)) {
        throw UserError.of("jar/batch").problem("a sum over the examples of a batch needs more memory than they do")
            .got("%s", step.result()).expected("outputs of an example that depend on that example alone").build();
      }
    }
  }

  private static List<ScaledCall.TiledLoop> loops(LoopNest nest) {
    Schedule schedule = nest.schedule();
    var loops = new ArrayList<ScaledCall.TiledLoop>();
    for (int l = 0; l < schedule.parallel(); l++) {
      loops.add(new ScaledCall.TiledLoop(nest.extent(l).count(), nest.extent(l).perBatch(), schedule.step(l)));
    }
    return loops;
  }

  /// The batch size from which a call has enough work for several threads: the least for which [Sharing#pays].
  private static int sharedFrom(LoopNest nest) {
    int enough = 1;
    while (!Sharing.pays(nest, enough)) {
      if (enough >= LARGEST_SERIAL) {
        return Integer.MAX_VALUE;
      }
      enough *= 2;
    }
    int tooFew = enough / 2;
    while (enough - tooFew > 1) {
      int middle = (tooFew + enough) / 2;
      if (Sharing.pays(nest, middle)) {
        enough = middle;
      } else {
        tooFew = middle;
      }
    }
    return enough;
  }
}
