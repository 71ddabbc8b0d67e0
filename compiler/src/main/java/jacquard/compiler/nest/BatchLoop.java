package jacquard.compiler.nest;

import jacquard.ir.loop.LineSums;
import jacquard.ir.loop.Structure;

/// Which loops run around all tiles in a contraction that sums over the examples of a batch: the gradient of weights.
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
  private BatchLoop() {}

  /// Whether `s` sums over the batch first, with enough left inside to pay for storing and loading the accumulators.
  public static boolean isOutermost(Structure s) {
    return LineSums.levels(s) > 0;
  }
}
