package jacquard.compiler.lower;

import jacquard.compiler.schedule.Scheduler;
import jacquard.ir.Loc;
import jacquard.ir.loop.LoopNest;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// How each state gets its next value: in place, where the step that computes it is the state's last reader and reads it element by
/// element; otherwise by a copy at the end.
final class StateUpdates {
  private final List<Step> steps;
  private final Scheduler scheduler;
  private final Map<Value, Integer> producers = new IdentityHashMap<>();
  private final Map<Value, Integer> lastReaders = new IdentityHashMap<>();
  private final Map<Value, Value> inPlace = new IdentityHashMap<>();

  StateUpdates(List<Step> steps, Scheduler scheduler) {
    this.steps = steps;
    this.scheduler = scheduler;
    for (int i = 0; i < steps.size(); i++) {
      producers.put(steps.get(i).result(), i);
      for (Value operand : steps.get(i).operands()) {
        lastReaders.put(operand, i);
      }
    }
  }

  /// Decides every pair of `next`, appends the copies needed to the steps, and returns temporary -> state for those in place.
  Map<Value, Value> apply(Map<Value, Value> next) {
    var copies = new ArrayList<Step>();
    var finals = new ArrayList<Step>();
    next.forEach((state, value) -> {
      if (value == state) {
        return;
      }
      if (canOverwrite(state, value)) {
        inPlace.put(value, state);
        return;
      }
      Value source = value;
      if (value.role() == Value.Role.STATE) {
        source = Value.temporary(value.name() + ".previous", value.type(), value.layout());
        copies.add(copy(value, source));
      }
      finals.add(copy(source, state));
    });
    steps.addAll(copies);
    steps.addAll(finals);
    return inPlace;
  }

  private boolean canOverwrite(Value state, Value value) {
    if (value.role() != Value.Role.TEMPORARY || !value.layout().equals(state.layout()) || inPlace.containsKey(value)) {
      return false;
    }
    int producer = producers.getOrDefault(value, -1);
    int lastReader = lastReaders.getOrDefault(state, -1);
    return producer >= 0 && (lastReader < producer || lastReader == producer && isFlat(steps.get(producer).nest()));
  }

  private static boolean isFlat(LoopNest nest) {
    return nest.structure().axes().size() == 1 && nest.schedule().parallel() == 1 && nest.structure().reducedAxes().isEmpty();
  }

  private Step copy(Value from, Value to) {
    LoopNest nest = scheduler.schedule(to.name() + ".next", Structures.identity(to.type().shape()), List.of(from.buffer()), to.buffer());
    return new Step(nest, List.of(from), to, Loc.UNKNOWN);
  }
}
