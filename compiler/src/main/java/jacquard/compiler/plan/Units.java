package jacquard.compiler.plan;

import jacquard.compiler.step.Step;
import jacquard.compiler.step.StepProgram;
import jacquard.compiler.step.StepValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The units of a program in which some values are streamed: a step that reads such a value runs with the steps that write it, slice by
/// slice; all others run by themselves, in the order they stand in.
///
/// A reader joins the readers of the same streamed values before it, so that those are computed once for all, where what it reads was there
/// then already and nothing in between touches what it writes. Fills wait for what they are filled with.
final class Units {
  private final StepProgram program;
  private final StepUses uses;
  private final Set<StepValue> streamed;
  private final List<List<Integer>> groups = new ArrayList<>();
  private final Map<List<Integer>, List<Integer>> fillsBefore = new IdentityHashMap<>();
  private final Map<StepValue, List<Integer>> waitingFills = new IdentityHashMap<>();
  /// Sinks that a later reader may join, the steps that run for them, what they stream, and what has been read and written since.
  private @Nullable List<Integer> open;
  private final Set<Integer> openSteps = new HashSet<>();
  private final Set<StepValue> openStreams = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<StepValue> readSince = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<StepValue> writtenSince = Collections.newSetFromMap(new IdentityHashMap<>());

  private Units(StepProgram program, StepUses uses, Set<StepValue> streamed) {
    this.program = program;
    this.uses = uses;
    this.streamed = streamed;
  }

  static List<Unit> of(StepProgram program, StepUses uses, Set<StepValue> streamed) {
    var units = new ArrayList<Unit>();
    if (streamed.isEmpty()) {
      for (int s = 0; s < program.steps().size(); s++) {
        units.add(Unit.of(s));
      }
      return units;
    }
    return new Units(program, uses, streamed).run();
  }

  private List<Unit> run() {
    for (int s = 0; s < program.steps().size(); s++) {
      Step step = program.steps().get(s);
      StepValue result = program.home(step.result());
      if (streamed.contains(result)) {
        continue;
      }
      if (step.operands().isEmpty() && result.role() == StepValue.Role.TEMPORARY) {
        waitingFills.computeIfAbsent(result, v -> new ArrayList<>()).add(s);
      } else {
        enter(s, result);
      }
    }
    var units = new ArrayList<Unit>();
    for (List<Integer> group : groups) {
      fillsBefore.getOrDefault(group, List.of()).forEach(f -> units.add(Unit.of(f)));
      units.add(Unit.of(program, group, streamed::contains, uses));
    }
    // Filled and never touched: outputs.
    waitingFills.values().forEach(fills -> fills.forEach(f -> units.add(Unit.of(f))));
    return units;
  }

  private void enter(int s, StepValue result) {
    Unit unit = Unit.of(program, List.of(s), streamed::contains, uses);
    List<Integer> group = open;
    if (group != null && joins(unit, result)) {
      group.add(s);
    } else {
      group = new ArrayList<>(List.of(s));
      groups.add(group);
      if (unit.isSliced()) {
        open = group;
        openSteps.clear();
        openStreams.clear();
        readSince.clear();
        writtenSince.clear();
      }
    }
    if (group == open) {
      openSteps.addAll(unit.steps());
      openStreams.addAll(unit.streamed());
    }
    List<Integer> fills = fillsBefore.computeIfAbsent(group, g -> new ArrayList<>());
    unit.operands(program).forEach(o -> {
      fills.addAll(takeFills(o));
      readSince.add(o);
    });
    fills.addAll(takeFills(result));
    writtenSince.add(result);
  }

  private List<Integer> takeFills(StepValue value) {
    List<Integer> fills = waitingFills.remove(value);
    return fills == null ? List.of() : fills;
  }

  private boolean joins(Unit unit, StepValue result) {
    return unit.isSliced() && !Collections.disjoint(openStreams, unit.streamed())
        && unit.steps().stream().filter(s -> !openSteps.contains(s)).map(program.steps()::get).map(Step::operands).flatMap(List::stream)
            .map(program::home).noneMatch(writtenSince::contains)
        && !writtenSince.contains(result) && !readSince.contains(result);
  }
}
