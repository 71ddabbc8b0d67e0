package jacquard.api.data;

import jacquard.api.check.Check;
import jacquard.ir.Philox;

/// The order in which one epoch visits the examples: every permutation equally likely, fixed by (seed, epoch).
///
/// Numerics same order on every machine.   Source  Durstenfeld 1964, "Algorithm 235: random permutation" (Fisher-Yates)
public final class Shuffle {
  /// `SHUF` in ASCII: far from the streams that number the layers of a model from 0, so that one seed serves both.
  private static final int STREAM = 0x53485546;

  private Shuffle() {}

  /// The order of `examples` examples in `epoch`: a permutation of `0 .. examples-1`.
  public static int[] order(long seed, int epoch, int examples) {
    var order = new int[examples];
    order(seed, epoch, order);
    return order;
  }

  /// As the method above, written over `order`, whose length is the number of examples.
  public static void order(long seed, int epoch, int[] order) {
    var random = new Philox(seed, STREAM, epoch);
    for (int i = 0; i < Check.given("the array", order).length; i++) {
      order[i] = i;
    }
    for (int i = order.length - 1; i > 0; i--) {
      int other = random.index(i, i + 1);
      int kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
  }
}
