package jacquard.compiler.plan;

import jacquard.compiler.step.StepProgram;
import jacquard.ir.UserError;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Plans memory for one batch size: which steps run again, what lies where. Allocates nothing but the plan.
final class MemoryPlanner {
  /// Attempts at a budget, each with a lower limit for what is alive at one time, as packing leaves gaps.
  private static final int ATTEMPTS = 8;
  /// Halvings of the interval in which the lowest reachable size is sought.
  private static final int HALVINGS = 10;

  /// What runs, where it lies, and the bytes no placement of it can go below.
  record Result(Trace trace, ArenaPacking arena, long lowerBound) {
    long bytes() {
      return arena.elements().bytes();
    }
  }

  private final StepProgram program;
  private final MemoryOptions options;
  private final Trace everyStepOnce;
  private final ArenaBlocks blocks;

  MemoryPlanner(StepProgram program, MemoryOptions options) {
    this.program = program;
    this.options = options;
    this.everyStepOnce = Trace.of(program);
    this.blocks = new ArenaBlocks(program.steps(), options.inPlace());
  }

  /// Errors: `memory/budget`.
  Result plan(int batch) {
    Result once = packed(everyStepOnce, batch);
    if (once.bytes() <= options.budget()) {
      return once;
    }
    if (!options.rematerialises()) {
      throw refusal(batch, once.bytes());
    }
    var plans = new TightPlans(program, blocks, batch);
    long limit = options.budget();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Result> result = plans.below(limit).map(trace -> packed(trace, batch));
      if (result.isEmpty()) {
        break;
      }
      long excess = result.get().bytes() - options.budget();
      if (excess <= 0) {
        return result.get();
      }
      limit = Math.min(limit, result.get().lowerBound()) - Math.max(excess / 2, options.budget() / 100);
    }
    Result lowest = lowest(plans, once, batch);
    // The attempts may end above a budget that the search for what to allow then finds enough.
    if (lowest.bytes() <= options.budget()) {
      return lowest;
    }
    throw refusal(batch, lowest.bytes());
  }

  /// Who is where in the arena for how long, in order of definition.
  List<Life> lives(int batch) {
    Result planned = plan(batch);
    return blocks.of(program, planned.trace(), batch).stream().map(b -> Life.of(b, planned.arena())).toList();
  }

  private Result packed(Trace trace, int batch) {
    List<Block> pieces = blocks.of(program, trace, batch);
    return new Result(trace, new ArenaPacking(pieces), ArenaBlocks.lowerBound(pieces));
  }

  /// The plan of the fewest bytes found, by bisection.
  private Result lowest(TightPlans plans, Result once, int batch) {
    Result lowest = once;
    long out = 0;
    long in = once.bytes();
    for (int i = 0; i < HALVINGS; i++) {
      long middle = (out + in) / 2;
      Optional<Result> found = plans.below(middle).map(trace -> packed(trace, batch));
      if (found.isPresent()) {
        in = middle;
        lowest = found.get().bytes() < lowest.bytes() ? found.get() : lowest;
      } else {
        out = middle;
      }
    }
    return lowest;
  }

  private UserError refusal(int batch, long lowest) {
    return UserError.of("memory/budget").problem("a batch of %d does not fit into the memory budget of '%s'", batch, program.name())
        .got("budget = %s", text(options.budget()))
        .expected("at least %s, the least found for this batch with values computed again where that saves memory", text(lowest))
        .fix("run a smaller batch (activations take memory in proportion to it), or allow %s", text(lowest)).build();
  }

  private static String text(long bytes) {
    return String.format(Locale.ROOT, "%,d bytes", bytes);
  }
}
