package jacquard.compiler.plan;

import jacquard.compiler.lower.LoweredProgram;
import jacquard.compiler.lower.Step;
import jacquard.compiler.lower.Value;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// From which step to which each scratch value must keep its memory, both inclusive; inputs live from the start, outputs to the end. What
/// a chain touches lives through all of it: its last member has done one tile before its first has done the next.
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
    Span[] together = IntStream.range(0, steps.size()).mapToObj(i -> new Span(i, i)).toArray(Span[]::new);
    program.chains().forEach(c -> Arrays.fill(together, c.first(), c.end(), new Span(c.first(), c.end() - 1)));
    program.inputs().forEach(i -> spans.put(i, new Span(-1, -1)));
    for (int i = 0; i < steps.size(); i++) {
      int first = together[i].first;
      int last = together[i].last;
      Value result = steps.get(i).result();
      if (result.role() == Value.Role.TEMPORARY && !program.inPlace().containsKey(result)) {
        spans.merge(result, new Span(first, last), (old, fresh) -> old.until(last));
      }
      steps.get(i).operands().forEach(o -> spans.computeIfPresent(o, (v, span) -> span.until(last)));
    }
    program.outputs().values().forEach(o -> spans.computeIfPresent(o, (v, span) -> span.until(steps.size())));
  }

  /// Every scratch value with its span, in order of definition.
  Map<Value, Span> spans() {
    return spans;
  }
}
