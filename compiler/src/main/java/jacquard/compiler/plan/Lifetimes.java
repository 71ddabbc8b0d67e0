package jacquard.compiler.plan;

import jacquard.compiler.lower.LoweredProgram;
import jacquard.compiler.lower.Step;
import jacquard.compiler.lower.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// From which step to which each scratch value must keep its memory, both inclusive; inputs live from the start, outputs to the end.
final class Lifetimes {
  /// Steps `first .. last`.
  record Span(int first, int last) {
    boolean overlaps(Span other) {
      return first <= other.last && other.first <= last;
    }

    Span until(int step) {
      return new Span(first, Math.max(last, step));
    }
  }

  private final Map<Value, Span> spans = new LinkedHashMap<>();

  Lifetimes(LoweredProgram program) {
    List<Step> steps = program.steps();
    program.inputs().forEach(i -> spans.put(i, new Span(-1, -1)));
    for (int i = 0; i < steps.size(); i++) {
      int now = i;
      Value result = steps.get(i).result();
      if (result.role() == Value.Role.TEMPORARY && !program.inPlace().containsKey(result)) {
        spans.merge(result, new Span(i, i), (old, fresh) -> old.until(now));
      }
      steps.get(i).operands().forEach(o -> spans.computeIfPresent(o, (v, span) -> span.until(now)));
    }
    program.outputs().values().forEach(o -> spans.computeIfPresent(o, (v, span) -> span.until(steps.size())));
  }

  /// Every scratch value with its span, in order of definition.
  Map<Value, Span> spans() {
    return spans;
  }
}
