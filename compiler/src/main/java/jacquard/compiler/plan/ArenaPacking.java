package jacquard.compiler.plan;

import jacquard.compiler.lower.Value;
import jacquard.compiler.plan.Lifetimes.Span;
import jacquard.ir.DType;
import jacquard.runtime.Elements;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Places values in one arena per element type so that values alive at the same time do not overlap: largest first, each at the
/// lowest offset that is free over its whole life.
///
/// Source: Pisarchyk & Lee 2020, arXiv:2001.03288, "Efficient memory management for deep neural net inference", greedy by size.
final class ArenaPacking {
  /// Offsets are multiples of a cache line of the narrowest common type.
  private static final int ALIGNMENT = 16;

  private record Placed(long from, long to, Span span) {}

  private final Map<Value, Long> offsets = new IdentityHashMap<>();
  private Elements elements = Elements.NONE;

  ArenaPacking(Map<Value, Span> spans, int batch) {
    for (DType type : DType.values()) {
      var values = new ArrayList<>(spans.keySet().stream().filter(v -> v.type().dtype() == type).toList());
      values.sort(Comparator.comparingLong((Value v) -> v.elements(batch)).reversed());
      place(values, spans, batch, type);
    }
  }

  private void place(List<Value> values, Map<Value, Span> spans, int batch, DType type) {
    var placed = new ArrayList<Placed>();
    for (Value value : values) {
      Span span = Objects.requireNonNull(spans.get(value));
      long size = Math.ceilDiv(value.elements(batch), ALIGNMENT) * (long) ALIGNMENT;
      long offset = 0;
      for (Placed other : placed) {
        if (other.span.overlaps(span) && other.from < offset + size && offset < other.to) {
          offset = other.to;
        }
      }
      placed.add(new Placed(offset, offset + size, span));
      placed.sort(Comparator.comparingLong(Placed::from));
      offsets.put(value, offset);
      elements = elements.atLeast(type, offset + size);
    }
  }

  int offset(Value value) {
    return Math.toIntExact(Objects.requireNonNull(offsets.get(value)));
  }

  boolean contains(Value value) {
    return offsets.containsKey(value);
  }

  Elements elements() {
    return elements;
  }
}
