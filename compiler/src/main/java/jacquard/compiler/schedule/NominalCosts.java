package jacquard.compiler.schedule;

import jacquard.compiler.cost.Machine;
import jacquard.compiler.cost.StepCost;
import jacquard.ir.loop.Buffer;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Structure;
import java.util.List;

/// What steps take ([StepCost]) when they are scheduled for the nominal machine: what layouts are weighed by.
public final class NominalCosts {
  private final Scheduler scheduler;

  /// With `collapsing`, as [Scheduler] has it.
  public NominalCosts(boolean collapsing) {
    this.scheduler = new Scheduler(Machine.NOMINAL.core(), collapsing);
  }

  public double nanos(Structure structure, List<Buffer> operands, Buffer result) {
    return StepCost.nanos(scheduler.schedule(LoopNest.unscheduled("", structure, operands, result)));
  }
}
