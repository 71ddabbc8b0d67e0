package jacquard.compiler.plan;

import jacquard.compiler.lower.LoweredProgram;
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

  /// How much cost counts in choosing what is computed again, tried in this order: the more it counts, the less work, and the more memory.
  private static final List<Double> COST_WEIGHTS = List.of(1.0, 0.5, 0.0);

  /// What runs, where it lies, and the bytes no placement of it can go below.
  record Result(Trace trace, ArenaPacking arena, long lowerBound) {
    long bytes() {
      return arena.elements().bytes();
    }
  }

  private final LoweredProgram program;
  private final MemoryOptions options;
  private final Trace everyStepOnce;
  private final Blocks blocks;

  MemoryPlanner(LoweredProgram program, MemoryOptions options) {
    this.program = program;
    this.options = options;
    this.everyStepOnce = Trace.of(program);
    this.blocks = new Blocks(program.steps(), options.inPlace());
  }

  /// Errors: `memory/budget`.
  Result plan(int batch) {
    Result chained = packed(everyStepOnce, batch);
    if (chained.bytes() <= options.budget()) {
      return chained;
    }
    Result once = packed(everyStepOnce.apart(), batch);
    if (once.bytes() <= options.budget()) {
      return once;
    }
    var recomputation = new Recomputation(program, batch);
    long limit = options.budget();
    for (int attempt = 0; options.rematerialises() && attempt < ATTEMPTS; attempt++) {
      Optional<Result> result = below(limit, recomputation, batch);
      if (result.isEmpty()) {
        break;
      }
      long excess = result.get().bytes() - options.budget();
      if (excess <= 0) {
        return result.get();
      }
      limit -= Math.max(excess / 2, options.budget() / 100);
    }
    throw refusal(batch, lowest(once.bytes(), recomputation, batch));
  }

  private Result packed(Trace trace, int batch) {
    List<Block> pieces = blocks.of(program, trace, batch);
    return new Result(trace, new ArenaPacking(pieces), Blocks.lowerBound(pieces));
  }

  private Optional<Result> below(long limit, Recomputation recomputation, int batch) {
    return COST_WEIGHTS.stream().flatMap(w -> Rematerialisation.of(program, blocks, recomputation, limit, w).stream()).findFirst()
        .map(trace -> packed(trace, batch));
  }

  /// The fewest bytes found, by bisection.
  private long lowest(long once, Recomputation recomputation, int batch) {
    long lowest = once;
    long out = 0;
    long in = once;
    for (int i = 0; options.rematerialises() && i < HALVINGS; i++) {
      long middle = (out + in) / 2;
      Optional<Result> result = below(middle, recomputation, batch);
      if (result.isPresent()) {
        in = middle;
        lowest = Math.min(lowest, result.get().bytes());
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
