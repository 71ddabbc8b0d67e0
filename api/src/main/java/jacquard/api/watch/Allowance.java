package jacquard.api.watch;

/// The part of a run's time that watching it may take: what costs more waits until more time has gone by.
final class Allowance {
  private final double share;
  private final long began = System.nanoTime();
  private long spent;

  /// Of the time from now on.
  Allowance(double share) {
    this.share = share;
  }

  long nanos() {
    return System.nanoTime() - began;
  }

  /// Whether what takes `nanos` stays within the share of the time gone by.
  boolean allows(long nanos) {
    return spent + nanos <= share * nanos();
  }

  /// Runs `work`; the nanoseconds it took, which count.
  long spend(Runnable work) {
    long start = System.nanoTime();
    work.run();
    long took = System.nanoTime() - start;
    spent += took;
    return took;
  }
}
