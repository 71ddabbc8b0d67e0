package jacquard.compiler.emit;

import jacquard.ir.Dim;

/// Pushes sizes in a method that runs over the examples `[first, end)` of a batch.
interface Extents {
  /// Pushes `dim` for the whole batch.
  void push(Dim dim);

  /// Pushes where a loop over `dim` begins: `first` times its elements an example, 0 where it is not over the batch.
  void pushFirst(Dim dim);

  /// Pushes where a loop over `dim` ends.
  void pushEnd(Dim dim);

  /// Pushes where loop number `loop` of the schedule ends.
  void pushEndOf(int loop);
}
