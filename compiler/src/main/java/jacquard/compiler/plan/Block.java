package jacquard.compiler.plan;

import jacquard.compiler.plan.Lifetimes.Span;
import jacquard.ir.DType;
import java.util.List;

/// A piece of the arena: `elements` of `type` that the members use one after the other during `span`.
record Block(DType type, long elements, Span span, List<Instance> members) {
  /// Offsets and sizes are multiples of a cache line of the narrowest common type.
  static final int ALIGNMENT = 16;

  Block {
    members = List.copyOf(members);
  }

  static long aligned(long elements) {
    return Math.ceilDiv(elements, ALIGNMENT) * (long) ALIGNMENT;
  }

  long bytes() {
    return elements * type.bytes();
  }
}
