package jacquard.compiler.plan;

import jacquard.compiler.lower.Value;

/// One life of a value in memory. A value that is computed again after its memory was given up has several. Equal only to itself.
///
/// A life is of all examples, or, for a value that is used up slice by slice, of one slice after the other in the same place.
final class Instance {
  private final Value value;
  private final int slice;

  /// `value` for all examples.
  Instance(Value value) {
    this(value, Integer.MAX_VALUE);
  }

  /// `value` for at most `slice` examples at a time.
  Instance(Value value, int slice) {
    this.value = value;
    this.slice = slice;
  }

  Value value() {
    return value;
  }

  /// Whether this lies in the arena; the others are states, constants and what is computed in place of a state.
  boolean isScratch() {
    return value.role() == Value.Role.INPUT || value.role() == Value.Role.TEMPORARY;
  }

  /// The elements of memory at a batch size.
  long elements(int batch) {
    return value.elements(Math.min(slice, batch));
  }

  /// Where example 0 lies from the start while the examples from `first` on are there: before it in a slice.
  int offset(int first) {
    return slice == Integer.MAX_VALUE ? 0 : -Math.toIntExact(first * value.elements(1));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
