package jacquard.compiler.plan;

/// How memory is planned: whether results may be written over operands, and how many bytes the arena may take.
public record MemoryOptions(boolean inPlace, boolean rematerialises, long budget) {
  /// A budget that is never short.
  public static final long UNLIMITED = Long.MAX_VALUE;

  public static final MemoryOptions STANDARD = new MemoryOptions(true, true, UNLIMITED);

  public MemoryOptions budget(long bytes) {
    return new MemoryOptions(inPlace, rematerialises, bytes);
  }
}
