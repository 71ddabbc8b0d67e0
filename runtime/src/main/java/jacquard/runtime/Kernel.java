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

  /// What brings the virtual machine to compile this kernel ([Rehearsal]): with `examples` 1, the methods that hold its vector code run
  /// once, as short as their loops can be, over the first elements of the buffers in `args`, or `run` runs over `tile`; the result holds
  /// anything then. With `examples` -1 these methods are called and return at once. Scalar code has nothing to rehearse. False where only
  /// runs bring this kernel to be compiled.
  default boolean rehearse(Memory memory, int[] args, int examples, int tile) {
    return false;
  }
}
