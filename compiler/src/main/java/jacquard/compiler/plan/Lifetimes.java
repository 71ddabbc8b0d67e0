package jacquard.compiler.plan;

import java.util.LinkedHashMap;
import java.util.Map;

/// From which to which execution of a trace each scratch instance must keep its memory, both inclusive; inputs live from the start,
/// outputs to the end. An instance that several executions write lives from the first of them on.
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
    for (int i = 0; i < trace.executions().size(); i++) {
      Execution execution = trace.executions().get(i);
      touch(spans, execution.result(), i);
      touch(spans, execution.partialSums(), i);
      for (Instance operand : execution.operands()) {
        touch(spans, operand, i);
      }
    }
    trace.outputs().forEach(o -> touch(spans, o, trace.executions().size()));
    return spans;
  }

  private static void touch(Map<Instance, Span> spans, Instance instance, int now) {
    if (instance.isScratch()) {
      spans.merge(instance, new Span(now, now), (old, fresh) -> old.until(now));
    }
  }
}
