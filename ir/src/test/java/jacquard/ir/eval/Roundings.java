package jacquard.ir.eval;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.loop.Structure;
import java.util.Map;

/// Errors of results in roundings of their accumulated magnitude.
public final class Roundings {
  private static final double LEAST = 32;
  private static final double PER_DOUBLING = 4;

  private Roundings() {}

  /// What a graph whose longest sum has `n` terms may err by where rounding is not made larger: `max(32, 4·log2 n)`.
  public static double allowed(Graph graph, int batch) {
    double longest = 1;
    for (Node node : graph.nodes()) {
      longest = Math.max(longest, terms(node, batch));
    }
    return Math.max(LEAST, PER_DOUBLING * Math.log(longest) / Math.log(2));
  }

  private static double terms(Node node, int batch) {
    if (node.op() instanceof StructuredOp op) {
      Structure s = op.structure(node.operands());
      return s.reducedAxes().stream().mapToDouble(a -> s.axes().get(a).extent().at(batch)).reduce(1, (a, b) -> a * b);
    }
    return node.op() instanceof CompositeOp ? node.inputs().getFirst().type().shape().bound(1).size() : 1;
  }

  /// The largest error of any element of `got`, against its own magnitude, or against the largest in its channel of its example.
  public static double worst(NdArray expected, NdArray got, NdArray magnitude, DType dtype, boolean byChannel) {
    return worst(expected.cast(DType.F64).doubles(), new double[expected.size()], got, magnitude, dtype, byChannel);
  }

  /// As the other, of what should be `hi + lo`.
  public static double worst(double[] hi, double[] lo, NdArray got, NdArray magnitude, DType dtype, boolean byChannel) {
    int run = 1;
    for (int d = 2; d < got.shape().rank() && byChannel; d++) {
      run *= got.shape().extent(d);
    }
    double unit = dtype == DType.F32 ? 0x1p-24 : 0x1p-53;
    double worst = 0;
    for (int from = 0; from < hi.length; from += run) {
      double size = 0;
      double error = 0;
      for (int i = from; i < from + run; i++) {
        double lost = Math.abs(got.get(i) - hi[i] - lo[i]);
        size = Math.max(size, magnitude.get(i));
        error = Double.isNaN(lost) ? Double.POSITIVE_INFINITY : Math.max(error, lost);
      }
      worst = Math.max(worst, error == 0 ? 0 : error / (unit * size));
    }
    return worst;
  }

  /// The largest over all results.
  public static double worst(Map<String, NdArray> expected, Map<String, NdArray> got, Map<String, NdArray> magnitudes, DType dtype,
      boolean byChannel) {
    return expected.keySet().stream().mapToDouble(name -> worst(expected.get(name), got.get(name), magnitudes.get(name), dtype, byChannel))
        .max().orElse(0);
  }
}
