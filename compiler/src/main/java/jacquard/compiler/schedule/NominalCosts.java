package jacquard.compiler.schedule;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import jacquard.compiler.cost.Machine;
import jacquard.compiler.cost.StepCost;
import jacquard.ir.loop.Buffer;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Structure;
import java.util.List;

/// What steps take ([StepCost]) when they are scheduled for the nominal machine: what layouts are weighed by.
///
/// That follows from the step alone, whatever is compiled and for which machine, so a process remembers it: the layers of a network repeat,
/// and its inference, evaluation and training have most steps in common.
public final class NominalCosts {
  /// Steps that are remembered, of some kilobytes each: those of a few large networks.
  private static final int STEPS = 1 << 12;

  private record Step(LoopNest unscheduled, boolean collapsing) {}

  private static final Cache<Step, Double> KNOWN = CacheBuilder.newBuilder().maximumSize(STEPS).build();

  private final Scheduler scheduler;
  private final boolean collapsing;

  /// With `collapsing`, as [Scheduler] has it.
  public NominalCosts(boolean collapsing) {
    this.scheduler = new Scheduler(Machine.NOMINAL.core(), collapsing, TileChoices.NONE);
    this.collapsing = collapsing;
  }

  public double nanos(Structure structure, List<Buffer> operands, Buffer result) {
    var step = new Step(LoopNest.unscheduled("", structure, operands, result).anonymous(), collapsing);
    Double known = KNOWN.getIfPresent(step);
    if (known != null) {
      return known;
    }
    double nanos = StepCost.nanos(scheduler.schedule(step.unscheduled));
    KNOWN.put(step, nanos);
    return nanos;
  }
}
