package jacquard.ir.onnx.read;

/// The elements `from, from + step …`, `count` of them, that a slice takes of a dimension.
record SliceRange(int from, int step, int count) {
  /// Of the only dimension of a vector of `extent` elements.
  static SliceRange of(OperatorCall call, int extent) {
    boolean operands = call.has(1);
    long start = operands ? call.numbers(1).integer(0) : call.integers("starts").getFirst();
    long end = operands ? call.numbers(2).integer(0) : call.integers("ends").getFirst();
    return of(start, end, call.has(4) ? call.numbers(4).integer(0) : 1, extent, call);
  }

  /// Negative ends count from the end, and both lie within the dimension then; a negative step goes backwards.
  static SliceRange of(long start, long end, long step, int extent, OperatorCall call) {
    if (step == 0) {
      throw call.error("operands", "a slice has no step").got("step 0").expected("another number").build();
    }
    long from = start < 0 ? start + extent : start;
    long to = end < 0 ? end + extent : end;
    from = step > 0 ? Math.clamp(from, 0, extent) : Math.clamp(from, 0, Math.max(0, extent - 1));
    to = step > 0 ? Math.clamp(to, 0, extent) : Math.clamp(to, -1, Math.max(0, extent - 1));
    long count = step > 0 ? Math.ceilDiv(to - from, step) : Math.ceilDiv(from - to, -step);
    return new SliceRange((int) from, (int) Math.clamp(step, -Integer.MAX_VALUE, Integer.MAX_VALUE), (int) Math.max(0, count));
  }
}
