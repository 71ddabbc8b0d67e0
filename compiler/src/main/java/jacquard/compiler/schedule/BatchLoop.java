package jacquard.compiler.schedule;

import jacquard.ir.loop.Structure;
import java.util.List;

/// Where the loop over the examples of a batch runs in a contraction that sums over them: the gradient of weights.
///
/// An epilogue in its last iteration would need memory for the partial sums beside what it reads, as much as the gradient takes, and could
/// save the update's map at most: 0.03 of 8.0 ms in the second convolution of convnet-mnist (batch 128), 1.5 of 386 ms over all of
/// mobilenet-v1 (batch 8).
public final class BatchLoop {
  /// Why a contraction whose loop over the batch is outermost shall have no epilogue: partial sums are kept in the result, over which an
  /// epilogue may read. Inside the tiles the loop walks over all examples for each of them (second convolution of convnet-mnist: 40.6 ms
  /// in place of 5.4).
  public static final String NO_EPILOGUE =
      "sums over the batch around all tiles, with partial sums in the result; an epilogue would move that loop inside";
  /// Storing and loading a tile costs about as much as two reduction steps.
  private static final int WORTH_HOISTING = 16;

  private BatchLoop() {}

  /// Whether `s` sums over the batch first, with enough left inside to pay for storing and loading the accumulators.
  public static boolean isOutermost(Structure s) {
    List<Integer> reduced = s.reducedAxes();
    if (reduced.isEmpty() || !s.axes().get(reduced.getFirst()).extent().perBatch()) {
      return false;
    }
    long rest = reduced.stream().skip(1).mapToLong(a -> s.axes().get(a).extent().count()).reduce(1, (a, b) -> a * b);
    return rest >= WORTH_HOISTING;
  }
}
