package jacquard.compiler.plan;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// From which to which execution of a trace each scratch instance must keep its memory, both inclusive; inputs live from the start,
/// outputs to the end. An instance that several executions write lives from the first of them on. What a chain touches lives through all
/// of it: its last member is done with one tile before its first begins the next.
final class Lifetimes {
  /// Executions `first .. last`.
  record Span(int first, int last) {
    boolean overlaps(Span other) {
      return first <= other.last && other.first <= last;
    }

    Span until(int execution) {
      return new Span(first, Math.max(last, execution));
    }
  }

  private Lifetimes() {}

  /// Every scratch instance with its span, in order of definition.
  static Map<Instance, Span> of(Trace trace) {
    Map<Instance, Span> spans = new LinkedHashMap<>();
    trace.inputs().forEach(i -> spans.put(i, new Span(-1, -1)));
    Span[] together = together(trace);
    for (int i = 0; i < together.length; i++) {
      Execution execution = trace.executions().get(i);
      touch(spans, execution.result(), together[i]);
      for (Instance operand : execution.operands()) {
        touch(spans, operand, together[i]);
      }
    }
    trace.outputs().forEach(o -> touch(spans, o, new Span(together.length, together.length)));
    return spans;
  }

  /// For each execution all those that run tile by tile with it.
  private static Span[] together(Trace trace) {
    Span[] together = new Span[trace.executions().size()];
    Arrays.setAll(together, i -> new Span(i, i));
    trace.chains().forEach(c -> Arrays.fill(together, c.first(), c.end(), new Span(c.first(), c.end() - 1)));
    return together;
  }

  private static void touch(Map<Instance, Span> spans, Instance instance, Span now) {
    if (instance.isScratch()) {
      spans.merge(instance, now, (old, fresh) -> old.until(fresh.last));
    }
  }
}
