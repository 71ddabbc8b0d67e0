package jacquard.compiler.plan;

import jacquard.compiler.step.StepProgram;
import jacquard.compiler.step.StepValue;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What to run where memory is short, for one batch size: values are given up and computed again ([Rematerialisation]); and where a unit's
/// own operands and results do not fit, the largest of them is streamed ([Streaming]), until all units fit or nothing more can be.
final class TightPlans {
  /// How much cost counts in choosing what is computed again, tried in this order: the more it counts, the less work, and the more memory.
  private static final List<Double> COST_WEIGHTS = List.of(1.0, 0.5, 0.0);

  private final StepProgram program;
  private final ArenaBlocks blocks;
  private final StepUses uses;
  private final Streaming streaming;
  private final int batch;
  /// By what is streamed: every limit is tried on the same few.
  private final Map<Set<StepValue>, Recomputation> recomputations = new HashMap<>();

  TightPlans(StepProgram program, ArenaBlocks blocks, int batch) {
    this.program = program;
    this.blocks = blocks;
    this.uses = new StepUses(program);
    this.streaming = new Streaming(program, uses);
    this.batch = batch;
  }

  /// A trace in which at most `limit` bytes are alive at one time; empty where none is found.
  Optional<Trace> below(long limit) {
    Set<StepValue> streamed = Collections.newSetFromMap(new IdentityHashMap<>());
    StepValue next = null;
    do {
      if (next != null) {
        streamed.add(next);
      }
      Recomputation recomputation = recomputations.computeIfAbsent(Set.copyOf(streamed),
          s -> new Recomputation(program, Units.of(program, uses, s), uses, batch));
      int blocked = 0;
      for (double weight : COST_WEIGHTS) {
        Rematerialisation.Outcome outcome = Rematerialisation.of(blocks, recomputation, limit, weight);
        if (outcome.trace().isPresent()) {
          return outcome.trace();
        }
        blocked = outcome.blocked();
      }
      next = streaming.largest(recomputation.units.get(blocked), streamed);
    } while (next != null);
    return Optional.empty();
  }
}
