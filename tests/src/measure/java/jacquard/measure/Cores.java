package jacquard.measure;

import java.util.concurrent.atomic.AtomicInteger;

/// Whether two processors of this machine are two cores at the moment. Those of a virtual machine may be the two threads of one core, and
/// its host moves them: `squeezenet1.1` on two threads of an AMD EPYC took 3.0 ms in one process and 4.7 in the next, for seconds on end,
/// and 5.9 on one thread. Figures of two threads are of two cores only while this says so.
///
/// Source: multiply-adds that keep both units of a core busy take a thread as long beside another one as alone, and nearly twice as long on
/// the same core (measured: 116 GFLOP/s alone, 116 and 116 together on two cores, 65 and 64 on one).
public final class Cores {
  /// Half a millisecond.
  private static final int STEPS = 400_000;
  private static final int WARM = 100;
  private static final int TRIES = 3;
  private static final double SHARED = 1.4;

  private final double alone;
  private double result;

  public Cores() {
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < WARM; i++) {
      best = Math.min(best, burst());
    }
    alone = best;
  }

  /// Whether two threads now run side by side as fast as one alone; takes 1 to 4 ms.
  public boolean areApart() throws InterruptedException {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      if (together() < SHARED * alone) {
        return true; // what slows a burst down besides is no proof of anything
      }
    }
    return false;
  }

  private double together() throws InterruptedException {
    var ready = new AtomicInteger();
    double[] nanos = new double[2];
    Thread other = Thread.ofPlatform().daemon().start(() -> nanos[1] = start(ready));
    nanos[0] = start(ready);
    other.join();
    return Math.max(nanos[0], nanos[1]);
  }

  private double start(AtomicInteger ready) {
    ready.incrementAndGet();
    while (ready.get() < 2) {
      Thread.onSpinWait();
    }
    return burst();
  }

  private double burst() {
    long began = System.nanoTime();
    double sum = multiplyAdds();
    long nanos = System.nanoTime() - began;
    result = sum; // so that it is computed
    return nanos;
  }

  /// Ten sums at a time hide the latency of four cycles on two units.
  private static double multiplyAdds() {
    double a = 1;
    double b = 2;
    double c = 3;
    double d = 4;
    double e = 5;
    double f = 6;
    double g = 7;
    double h = 8;
    double i = 9;
    double j = 10;
    for (int step = 0; step < STEPS; step++) {
      a = Math.fma(a, 0.999, 0.1);
      b = Math.fma(b, 0.999, 0.1);
      c = Math.fma(c, 0.999, 0.1);
      d = Math.fma(d, 0.999, 0.1);
      e = Math.fma(e, 0.999, 0.1);
      f = Math.fma(f, 0.999, 0.1);
      g = Math.fma(g, 0.999, 0.1);
      h = Math.fma(h, 0.999, 0.1);
      i = Math.fma(i, 0.999, 0.1);
      j = Math.fma(j, 0.999, 0.1);
    }
    return a + b + c + d + e + f + g + h + i + j;
  }

  @Override
  public String toString() {
    return "Cores(" + alone + " ns alone, " + result + ")";
  }
}
