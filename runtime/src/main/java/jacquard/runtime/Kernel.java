package jacquard.runtime;

/// The interface every emitted class implements: one loop nest whose outermost part is cut into independent tiles.
///
/// Tiles of one call write disjoint memory, so any thread may run any of them in any order with the same result. An
/// implementation is stateless, allocates nothing and has a public constructor without parameters.
public interface Kernel {
  /// Runs the tiles `[from, to)`.
  ///
  /// `args` is fixed per call of a plan: segment and offset of every buffer, the batch size, outer extents. Its meaning is an
  /// agreement between the planner and the emitter; the runtime only hands it over, and a kernel must not write to it.
  void run(Memory memory, int[] args, int from, int to);
}
