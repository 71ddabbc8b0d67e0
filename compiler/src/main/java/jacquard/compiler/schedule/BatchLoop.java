package jacquard.compiler.schedule;

import jacquard.ir.loop.Structure;
import java.util.List;

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
  /// Storing and loading a tile costs about as much as two reduction steps.
  private static final int WORTH_HOISTING = 16;
  /// Pixels of a line from which the loop over lines runs outside too, so that all tiles read one line of both factors while it is in the first
  /// cache: the weight gradients of resnet50, batch 2, take 148 ms in place of 173; with lines of 12 pixels too, 157.
  private static final int LONG_LINE = 24;

  private BatchLoop() {}

  /// Whether `s` sums over the batch first, with enough left inside to pay for storing and loading the accumulators.
  public static boolean isOutermost(Structure s) {
    return around(s) > 0;
  }

  /// How many of the reduced loops run around all tiles of `s`: that over the batch, and that over the lines of large images.
  static int around(Structure s) {
    List<Integer> reduced = s.reducedAxes();
    if (reduced.isEmpty() || !s.axes().get(reduced.getFirst()).extent().perBatch()) {
      return 0;
    }
    if (reduced.size() > 2 && points(s, reduced.subList(2, reduced.size())) >= LONG_LINE) {
      return 2;
    }
    return points(s, reduced.subList(1, reduced.size())) >= WORTH_HOISTING ? 1 : 0;
  }

  private static long points(Structure s, List<Integer> axes) {
    return axes.stream().mapToLong(a -> s.axes().get(a).extent().count()).reduce(1, (a, b) -> a * b);
  }
}
