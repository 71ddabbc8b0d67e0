package jacquard.compiler;

import jacquard.compiler.layout.LayoutText;
import jacquard.compiler.plan.PlanText;
import jacquard.compiler.step.Step;
import jacquard.ir.text.LoopText;
import jacquard.ir.text.ScheduleText;
import jacquard.runtime.Plan;
import java.util.function.IntFunction;

/// What the stages after the passes make of a graph, as text that parses back.
public final class StageTexts {
  private final Stages stages;
  private final IntFunction<Plan> plans;

  StageTexts(Stages stages, IntFunction<Plan> plans) {
    this.stages = stages;
    this.plans = plans;
  }

  /// How every value lies, in the order of the graph.
  public String layouts() {
    return LayoutText.print(stages.layouts().values());
  }

  /// The loop nests before they have schedules, as [LoopText] writes them.
  public String nests() {
    return LoopText.print(stages.nests().steps().stream().map(Step::nest).toList());
  }

  /// The order of loops, lanes, threads and register tile of each nest, a line each, in the order in which they run.
  public String schedules() {
    return ScheduleText.print(stages.steps().steps().stream().map(s -> ScheduleText.Named.of(s.nest())).toList());
  }

  /// Calls and memory for `batch` examples. Kernels are numbered as if no two steps shared one: as [#schedules] lists them.
  public String plan(int batch) {
    return PlanText.print(plans.apply(batch));
  }
}
