package jacquard.compiler.plan;

import jacquard.compiler.nest.HoistedSums;
import jacquard.compiler.step.Step;
import jacquard.compiler.step.StepValue;
import java.util.function.IntUnaryOperator;

/// One life of a value in memory. A value that is computed again after its memory was given up has several. Equal only to itself.
///
/// A life is of all examples, or, for a value that is used up slice by slice, of one slice after the other in the same place.
final class Instance {
  private final StepValue value;
  private final int slice;
  private final IntUnaryOperator copies;

  /// `value` for all examples.
  Instance(StepValue value) {
    this(value, Integer.MAX_VALUE);
  }

  /// `value` for at most `slice` examples at a time.
  Instance(StepValue value, int slice) {
    this(value, slice, batch -> 1);
  }

  private Instance(StepValue value, int slice, IntUnaryOperator copies) {
    this.value = value;
    this.slice = slice;
    this.copies = copies;
  }

  /// What the partial sums of `step` take while they are kept beside its result: one copy of it, or one for each level of hoisted loops
  /// that a batch size needs.
  static Instance partialSums(Step step) {
    HoistedSums hoisted = HoistedSums.of(step.nest());
    return new Instance(step.result().partialSums(), Integer.MAX_VALUE, hoisted.steps().isEmpty() ? batch -> 1 : hoisted::copies);
  }

  StepValue value() {
    return value;
  }

  /// Whether this lies in the arena; the others are states, constants and what is computed in place of a state.
  boolean isScratch() {
    return value.role() == StepValue.Role.INPUT || value.role() == StepValue.Role.TEMPORARY;
  }

  /// The elements of memory at a batch size.
  long elements(int batch) {
    return copies.applyAsInt(batch) * Block.aligned(value.elements(Math.min(slice, batch)));
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
