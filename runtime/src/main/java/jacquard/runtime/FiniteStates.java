package jacquard.runtime;

/// Whether all states are finite, at the cost of reading them once.
///
/// Sums tell: a sum of which one term is not finite is not finite either. Where a sum is not, which large terms can cause too, the terms
/// are looked at one by one.
final class FiniteStates implements Kernel {
  /// 256 KiB in `f32`: some 10 microseconds of one thread.
  private static final int TILE = 1 << 16;

  private final Call[] calls;
  private final Kernel[] kernels = {this};
  private volatile boolean found;

  /// For states of as many elements as `memory` holds.
  FiniteStates(Memory memory) {
    int tiles = tiles(memory.f32[Memory.STATE].length) + tiles(memory.f64[Memory.STATE].length);
    this.calls = new Call[] {new Call(0, new int[0], tiles, tiles > 1, "finite")};
  }

  private static int tiles(int elements) {
    return Math.ceilDiv(elements, TILE);
  }

  /// Allocates nothing.
  boolean hold(Workers workers, Memory memory) {
    found = false;
    int tiles = calls[0].tiles();
    if (tiles > 1) {
      workers.run(calls, kernels, memory, null);
    } else {
      run(memory, calls[0].args(), 0, tiles);
    }
    return !found;
  }

  @Override
  public void run(Memory memory, int[] args, int from, int to) {
    float[] floats = memory.f32[Memory.STATE];
    double[] doubles = memory.f64[Memory.STATE];
    int first = tiles(floats.length);
    for (int tile = from; tile < to && !found; tile++) {
      int at = (tile < first ? tile : tile - first) * TILE;
      boolean finite = tile < first ? areFinite(floats, at, Math.min(floats.length - at, TILE))
          : areFinite(doubles, at, Math.min(doubles.length - at, TILE));
      if (!finite) {
        found = true; // and never false again by another thread
      }
    }
  }

  /// Eight sums, since one addition waits for the one before it.
  private static boolean areFinite(float[] x, int from, int count) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    float e = 0;
    float f = 0;
    float g = 0;
    float h = 0;
    int end = from + count;
    int i = from;
    for (; i + 8 <= end; i += 8) {
      a += x[i];
      b += x[i + 1];
      c += x[i + 2];
      d += x[i + 3];
      e += x[i + 4];
      f += x[i + 5];
      g += x[i + 6];
      h += x[i + 7];
    }
    for (; i < end; i++) {
      a += x[i];
    }
    return Float.isFinite(a + b + (c + d) + (e + f + (g + h))) || areFiniteOneByOne(x, from, end);
  }

  private static boolean areFiniteOneByOne(float[] x, int from, int end) {
    boolean finite = true;
    for (int i = from; i < end && finite; i++) {
      finite = Float.isFinite(x[i]);
    }
    return finite;
  }

  private static boolean areFinite(double[] x, int from, int count) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int end = from + count;
    int i = from;
    for (; i + 4 <= end; i += 4) {
      a += x[i];
      b += x[i + 1];
      c += x[i + 2];
      d += x[i + 3];
    }
    for (; i < end; i++) {
      a += x[i];
    }
    return Double.isFinite(a + b + (c + d)) || areFiniteOneByOne(x, from, end);
  }

  private static boolean areFiniteOneByOne(double[] x, int from, int end) {
    boolean finite = true;
    for (int i = from; i < end && finite; i++) {
      finite = Double.isFinite(x[i]);
    }
    return finite;
  }
}
