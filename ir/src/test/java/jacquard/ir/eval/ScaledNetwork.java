package jacquard.ir.eval;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.graph.Graph;
import java.util.Map;

/// A random network whose filters and channels have scales from 1e-12 to 1e12, with an input to it. Each layer takes back the scales of the
/// one before, so that every channel adds its share to the next layer, and nothing overflows in f32.
///
/// All numbers are floats, so that the network of f32 and that of f64 are the same.
public record ScaledNetwork(Graph graph, Map<String, NdArray> leaves) {
  /// The network of number `seed`.
  public static ScaledNetwork of(long seed, DType dtype) {
    return new ScaledLayers(seed, dtype).network();
  }

  /// A network over `length` positions, which a mean, a sum, a pooling or a dense layer adds up.
  public static ScaledNetwork ofLongAxis(long seed, DType dtype, int length) {
    return new ScaledLayers(seed, dtype).longAxis(length);
  }

  /// The number of examples.
  public int batch() {
    return leaves.values().iterator().next().shape().extent(0);
  }
}
