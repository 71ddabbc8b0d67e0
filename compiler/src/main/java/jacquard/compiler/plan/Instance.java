package jacquard.compiler.plan;

import jacquard.compiler.lower.Value;

/// One life of a value in memory. A value that is computed again after its memory was given up has several. Equal only to itself.
final class Instance {
  private final Value value;

  Instance(Value value) {
    this.value = value;
  }

  Value value() {
    return value;
  }

  /// Whether this lies in the arena; the others are states, constants and what is computed in place of a state.
  boolean isScratch() {
    return value.role() == Value.Role.INPUT || value.role() == Value.Role.TEMPORARY;
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
