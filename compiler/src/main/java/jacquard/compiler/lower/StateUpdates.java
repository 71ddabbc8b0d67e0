package jacquard.compiler.lower;

import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import jacquard.compiler.nest.Overwriting;
import jacquard.compiler.schedule.Scheduler;
import jacquard.compiler.step.Step;
import jacquard.compiler.step.Value;
import jacquard.compiler.view.Structures;
import jacquard.ir.Loc;
import jacquard.ir.loop.LoopNest;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// How each state gets its next value: in place, where the steps that compute it run behind the state's last reader, or the one that does is
/// the last reader and may write over it ([Overwriting]); otherwise by a copy at the end.
final class StateUpdates {
  private final List<Step> steps;
  private final Scheduler scheduler;
  private final ListMultimap<Value, Integer> writers = MultimapBuilder.hashKeys().arrayListValues().build();
  private final Map<Value, Integer> lastReaders = new IdentityHashMap<>();
  private final Map<Value, Value> inPlace = new IdentityHashMap<>();

  StateUpdates(List<Step> steps, Scheduler scheduler) {
    this.steps = steps;
    this.scheduler = scheduler;
    for (int i = 0; i < steps.size(); i++) {
      writers.put(steps.get(i).result(), i);
      for (Value operand : steps.get(i).operands()) {
        lastReaders.put(operand, i);
      }
    }
  }

  /// Decides every pair of `next`, appends the copies needed to the steps, and returns temporary -> state for those in place. A state whose
  /// old value is an output or another state's next value is copied before anything is written over it, and `outputs` then names the copy.
  Map<Value, Value> apply(Map<Value, Value> next, Map<String, Value> outputs) {
    var finals = new ArrayList<Step>();
    Map<Value, Value> previous = new IdentityHashMap<>();
    next.values().forEach(v -> keepPrevious(v, next, previous));
    outputs.replaceAll((name, v) -> keepPrevious(v, next, previous));
    next.forEach((state, value) -> {
      if (value == state) {
        return;
      }
      if (!previous.containsKey(state) && canOverwrite(state, value)) {
        inPlace.put(value, state);
      } else {
        finals.add(copy(previous.getOrDefault(value, value), state));
      }
    });
    steps.addAll(finals);
    return inPlace;
  }

  /// A copy of `value` where it is a state that gets another value; else `value` itself.
  private Value keepPrevious(Value value, Map<Value, Value> next, Map<Value, Value> previous) {
    if (value.role() != Value.Role.STATE || next.getOrDefault(value, value) == value) {
      return value;
    }
    return previous.computeIfAbsent(value, state -> {
      Value kept = Value.temporary(state.name() + ".previous", state.type(), state.layout());
      steps.add(copy(state, kept));
      return kept;
    });
  }

  private boolean canOverwrite(Value state, Value value) {
    if (value.role() != Value.Role.TEMPORARY || !value.layout().equals(state.layout()) || inPlace.containsKey(value)) {
      return false;
    }
    List<Integer> written = writers.get(value);
    int lastReader = lastReaders.getOrDefault(state, -1);
    return !written.isEmpty() && (lastReader < written.getFirst()
        || written.equals(List.of(lastReader)) && overwrites(steps.get(lastReader), state));
  }

  private static boolean overwrites(Step step, Value state) {
    return IntStream.range(0, step.operands().size()).filter(o -> step.operands().get(o) == state)
        .allMatch(o -> Overwriting.allows(step.nest(), o));
  }

  private Step copy(Value from, Value to) {
    LoopNest nest = scheduler.schedule(to.name() + ".next", Structures.identity(to.type().shape()), List.of(from.buffer()), to.buffer());
    return new Step(nest, List.of(from), to, Loc.UNKNOWN, "a state whose next value cannot be computed in place");
  }
}
