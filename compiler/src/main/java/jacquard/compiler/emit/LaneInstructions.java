package jacquard.compiler.emit;

import java.util.function.IntConsumer;

/// How one form writes an instruction that is not a leaf: pushes its arguments, leaves its value on the stack.
sealed interface LaneInstructions permits ScalarInstructions, VectorInstructions {
  /// `push` pushes the value with a given number.
  void write(int value, IntConsumer push);

  /// Makes what a leaf or a constant has left on the stack ready for the instructions that use `value`.
  void settle(int value);

  /// Pushes `value` as a caller wants it, unless that is how it lies in its local; says whether it did.
  boolean pushResult(int value, IntConsumer push);

  /// Whether constants are better kept in locals than written where they are used.
  boolean keepsConstants();
}
