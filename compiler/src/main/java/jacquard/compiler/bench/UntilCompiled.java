package jacquard.compiler.bench;

import java.util.function.LongSupplier;

/// Calls code until HotSpot has compiled it.
///
/// On a busy machine C2 takes seconds to come to it; what is measured before is the interpreter, a thousandth of the peak.
final class UntilCompiled {
  private static final long LEAST_NANOS = 400_000_000L;
  private static final long MOST_NANOS = 20_000_000_000L;
  /// More than a multiply-add takes in compiled code, and less than one of vectors takes before: 3,000 to 6,000.
  private static final double COMPILED_NANOS = 20;

  private UntilCompiled() {}

  /// The nanoseconds of the fastest call, each of which does so many multiply-adds one after the other.
  static long fastest(Runnable call, double multiplyAdds, LongSupplier nanoTime) {
    long start = nanoTime.getAsLong();
    long fastest = Long.MAX_VALUE;
    long now = start;
    while (now - start < LEAST_NANOS || fastest > COMPILED_NANOS * multiplyAdds && now - start < MOST_NANOS) {
      call.run();
      long then = nanoTime.getAsLong();
      fastest = Math.min(fastest, Math.max(1, then - now));
      now = then;
    }
    return fastest;
  }
}
