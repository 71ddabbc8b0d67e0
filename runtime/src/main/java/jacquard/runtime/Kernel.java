package jacquard.runtime;

/// The interface every emitted class implements: one loop nest whose outermost part is cut into independent tiles.
///
/// Tiles of one call write disjoint memory, so any thread may run any of them in any order with the same result. An
/// implementation keeps nothing between calls and allocates nothing. It has a public constructor that takes the constants of
/// [KernelClass], or none where there are none.
public interface Kernel {
  /// Runs the tiles `[from, to)`.
  ///
  /// `args` is fixed per call of a plan: segment and offset of every buffer, the batch size, outer extents. Its meaning is an
  /// agreement between the planner and the emitter; the runtime only hands it over, and a kernel must not write to it.
  void run(Memory memory, int[] args, int from, int to);
}
