package jacquard.compiler.verify;

import jacquard.compiler.step.Value;
import jacquard.ir.DType;

/// Elements `[from, to)` of the array of `type` in `segment`, which hold examples `[first, end)` of a value whose example 0 lies, or would
/// lie, at `offset`.
record Region(DType type, int segment, long from, long to, long offset, int first, int end) {
  /// Where a call over examples `[first, end)` finds `value`: these of it, or all where it holds none.
  static Region of(Value value, int segment, int offset, int first, int end) {
    boolean batched = value.type().shape().isBatched();
    long example = value.elements(1);
    long from = offset + (batched ? first * example : 0);
    return new Region(value.type().dtype(), segment, from, batched ? offset + end * example : offset + example, offset, first, end);
  }

  static Region whole(Value value, int segment, int offset, int batch) {
    return of(value, segment, offset, 0, batch);
  }

  boolean overlaps(Region other) {
    return type == other.type && segment == other.segment && from < other.to && other.from < to;
  }
}
