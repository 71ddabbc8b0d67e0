package jacquard.compiler.verify;

import jacquard.compiler.step.Step;
import jacquard.compiler.step.StepValue;

/// What memory can hold: a value, the next value of a state that is copied there, or what a step has added up so far.
record Content(StepValue value, Kind kind) {
  enum Kind {
    VALUE, NEXT, PARTIAL_SUMS
  }

  static Content of(StepValue value) {
    return new Content(value, Kind.VALUE);
  }

  /// A step that writes to a state itself gives it its next value; no step reads that.
  static Content writtenBy(Step step) {
    return new Content(step.result(), step.result().role() == StepValue.Role.STATE ? Kind.NEXT : Kind.VALUE);
  }

  static Content partialSums(Step step) {
    return new Content(step.result(), Kind.PARTIAL_SUMS);
  }

  @Override
  public String toString() {
    return switch (kind) {
      case VALUE -> value.name();
      case NEXT -> "the next value of " + value.name();
      case PARTIAL_SUMS -> "partial sums of " + value.name();
    };
  }
}
