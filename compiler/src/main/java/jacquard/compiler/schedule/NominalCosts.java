package jacquard.compiler.schedule;

import jacquard.compiler.cost.StepCost;
import jacquard.compiler.cost.VectorUnit;
import jacquard.ir.loop.Buffer;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Structure;
import java.util.List;

/// What steps take ([StepCost]) when they are scheduled for a nominal machine with 512-bit vectors: what layouts are weighed by.
public final class NominalCosts {
  private static final int VECTOR_BITS = 512;

  private final Scheduler scheduler;

  /// With `collapsing`, as [Scheduler] has it.
  public NominalCosts(boolean collapsing) {
    this.scheduler = new Scheduler(VectorUnit.of(VECTOR_BITS), collapsing);
  }

  public double nanos(Structure structure, List<Buffer> operands, Buffer result) {
    return StepCost.nanos(scheduler.schedule(LoopNest.unscheduled("", structure, operands, result)));
  }
}
