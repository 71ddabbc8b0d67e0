package jacquard.compiler.verify;

import jacquard.compiler.step.StepValue;
import jacquard.ir.DType;

/// Elements `[from, to)` of the array of `type` in `segment`, which hold examples `[first, end)` of a value whose example 0 lies, or would
/// lie, at `offset`.
record MemoryRange(DType type, int segment, long from, long to, long offset, int first, int end) {
  /// Where a call over examples `[first, end)` finds `value`: these of it, or all where it holds none.
  static MemoryRange of(StepValue value, int segment, int offset, int first, int end) {
    boolean batched = value.type().shape().isBatched();
    long example = value.elements(1);
    long from = offset + (batched ? first * example : 0);
    return new MemoryRange(value.type().dtype(), segment, from, batched ? offset + end * example : offset + example, offset, first, end);
  }

  static MemoryRange whole(StepValue value, int segment, int offset, int batch) {
    return of(value, segment, offset, 0, batch);
  }

  boolean overlaps(MemoryRange other) {
    return type == other.type && segment == other.segment && from < other.to && other.from < to;
  }
}
