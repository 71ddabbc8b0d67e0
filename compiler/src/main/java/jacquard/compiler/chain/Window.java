package jacquard.compiler.chain;

import jacquard.compiler.lower.LoweredProgram;
import jacquard.compiler.lower.Step;
import jacquard.compiler.lower.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// A chain among the steps around it: `size` consecutive steps of a program become `before`, the chain's members, `after`.
///
/// A step that does not join goes before the chain where it depends on nothing of it, else behind it; what depends on that cannot join.
record Window(Growth growth, List<Step> before, List<Step> after, int size) {
  /// Steps looked at beyond the last one that joined.
  private static final int PATIENCE = 4;
  private static final int MAX_MEMBERS = 12;

  /// What a set of steps reads and writes.
  private static final class Footprint {
    private final LoweredProgram program;
    private final Set<Value> reads = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Value> writes = Collections.newSetFromMap(new IdentityHashMap<>());

    Footprint(LoweredProgram program) {
      this.program = program;
    }

    private Value home(Value value) {
      return program.home(value);
    }

    void add(Step step) {
      step.operands().forEach(o -> reads.add(home(o)));
      writes.add(home(step.result()));
    }

    /// Whether `step` would come out the same before these steps, and they after it.
    boolean commutes(Step step) {
      Value result = home(step.result());
      return !writes.contains(result) && !reads.contains(result)
          && step.operands().stream().noneMatch(o -> writes.contains(home(o)));
    }
  }

  /// The longest chain from `seed` on that `fits`.
  static Window from(LoweredProgram program, int start, Seeds.Seed seed, Predicate<Growth> fits) {
    var growth = new Growth(program, seed.loops());
    growth.join(seed.member());
    var chain = new Footprint(program);
    chain.add(seed.member().step());
    var behind = new Footprint(program);
    var before = new ArrayList<Step>();
    var after = new ArrayList<Step>();
    int[] kept = {0, 0, 1};
    List<Step> steps = program.steps();
    for (int i = start + 1; i < steps.size() && i < start + kept[2] + PATIENCE && growth.members().size() < MAX_MEMBERS; i++) {
      Step step = steps.get(i);
      if (behind.commutes(step) && growth.joins(step, fits)) {
        chain.add(step);
        kept = new int[] {before.size(), after.size(), i - start + 1};
      } else if (chain.commutes(step) && behind.commutes(step)) {
        before.add(step);
      } else {
        after.add(step);
        behind.add(step);
      }
    }
    return new Window(growth, List.copyOf(before.subList(0, kept[0])), List.copyOf(after.subList(0, kept[1])), kept[2]);
  }
}
