package jacquard.compiler.plan;

import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import jacquard.compiler.nest.Overwriting;
import jacquard.compiler.step.LoweredProgram;
import jacquard.compiler.step.Step;
import jacquard.compiler.step.StepProgram;
import jacquard.compiler.step.StepValue;
import jacquard.compiler.view.Structures;
import jacquard.ir.Loc;
import jacquard.ir.loop.LoopNest;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// How each state gets its next value: in place, where the steps that compute it run after the state's last reader, or the one that does is
/// the last reader and may write over it ([Overwriting]); otherwise by a copy at the end.
public final class StateUpdates {
  private final LoweredProgram program;
  private final UnaryOperator<LoopNest> scheduler;
  private final List<Step> steps;
  private final Map<String, StepValue> outputs;
  private final ListMultimap<StepValue, Integer> writers = MultimapBuilder.hashKeys().arrayListValues().build();
  private final Map<StepValue, Integer> lastReaders = new IdentityHashMap<>();
  private final Map<StepValue, StepValue> inPlace = new IdentityHashMap<>();
  /// By state, the copy of its old value.
  private final Map<StepValue, StepValue> previous = new IdentityHashMap<>();

  private StateUpdates(LoweredProgram program, UnaryOperator<LoopNest> scheduler) {
    this.program = program;
    this.scheduler = scheduler;
    this.steps = new ArrayList<>(program.steps());
    this.outputs = new LinkedHashMap<>(program.outputs());
    for (int i = 0; i < steps.size(); i++) {
      writers.put(steps.get(i).result(), i);
      for (StepValue operand : steps.get(i).operands()) {
        lastReaders.put(operand, i);
      }
    }
  }

  /// `program`, whose steps are scheduled, with its states updated; `scheduler` schedules the copies. A state whose old value is an output
  /// or another state's next value is copied before anything is written over it, and the output then names the copy.
  public static StepProgram apply(LoweredProgram program, UnaryOperator<LoopNest> scheduler) {
    return new StateUpdates(program, scheduler).run();
  }

  private StepProgram run() {
    var finals = new ArrayList<Step>();
    program.next().values().forEach(this::keepPrevious);
    outputs.replaceAll((name, v) -> keepPrevious(v));
    program.next().forEach((state, value) -> {
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
    return new StepProgram(program.name(), steps, program.inputs(), program.states(), program.constants(), outputs, inPlace);
  }

  /// A copy of `value` where it is a state that gets another value; else `value` itself.
  private StepValue keepPrevious(StepValue value) {
    if (value.role() != StepValue.Role.STATE || program.next().getOrDefault(value, value) == value) {
      return value;
    }
    return previous.computeIfAbsent(value, state -> {
      StepValue kept = StepValue.temporary(state.name() + ".previous", state.type(), state.layout());
      steps.add(copy(state, kept));
      return kept;
    });
  }

  private boolean canOverwrite(StepValue state, StepValue value) {
    if (value.role() != StepValue.Role.TEMPORARY || !value.layout().equals(state.layout()) || inPlace.containsKey(value)) {
      return false;
    }
    List<Integer> written = writers.get(value);
    int lastReader = lastReaders.getOrDefault(state, -1);
    return !written.isEmpty() && (lastReader < written.getFirst()
        || written.equals(List.of(lastReader)) && overwrites(steps.get(lastReader), state));
  }

  private static boolean overwrites(Step step, StepValue state) {
    return IntStream.range(0, step.operands().size()).filter(o -> step.operands().get(o) == state)
        .allMatch(o -> Overwriting.allows(step.nest(), o));
  }

  private Step copy(StepValue from, StepValue to) {
    Step copy = Step.of(to.name() + ".next", Structures.identity(to.type().shape()), List.of(from), to, Loc.UNKNOWN,
        "a state whose next value cannot be computed in place");
    return copy.with(scheduler.apply(copy.nest()));
  }
}
