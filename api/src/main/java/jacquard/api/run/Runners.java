package jacquard.api.run;

import jacquard.runtime.Callers;
import java.util.function.Function;
import java.util.function.Supplier;

/// The runners that the callers of one program share, as [Callers] has it.
public final class Runners {
  private final Callers<StepRunner> callers;

  Runners(int most, Supplier<StepRunner> maker) {
    this.callers = new Callers<>(most, maker, StepRunner::clearInputs);
  }

  Runners(int most, long keptNanos, Supplier<StepRunner> maker) {
    this.callers = new Callers<>(most, keptNanos, maker, StepRunner::clearInputs);
  }

  /// Runs `work` with a runner that nobody else has; an interrupt is kept for afterwards.
  public <T> T use(Function<StepRunner, T> work) {
    return callers.use(work);
  }
}
