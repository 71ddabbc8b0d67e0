package jacquard.compiler.pass.fold;

import jacquard.ir.DType;
import jacquard.ir.Interrupted;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.Node;
import jacquard.ir.op.shape.Transpose;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The smallest and the largest magnitude of weights other than 0, for each index along one dimension: whether they can be scaled.
///
/// A sum may be scaled where its weights may not: 1e-30 · (1e-30 · 1e30), in f32, is a number, and the product of the first two is 0. What
/// a product loses below the smallest normal number counts where neither another weight of its channel nor the shift is 2⁸⁰ = 1e24 times as
/// large, beside which no input shows it.
record WeightRange(DType dtype, double[] least, double[] most) {
  private static final double BESIDE = 0x1p80;
  /// The elements that may be evaluated point by point.
  private static final int SMALL = 1 << 14;
  /// The elements that are read at a time: weights may lie in a file.
  private static final int WINDOW = 1 << 12;
  private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

  /// Of `weights` along `axis`; empty where they are no constant but computed, and many.
  static Optional<WeightRange> of(Node weights, int axis) {
    if (weights.op() instanceof Transpose t) {
      return of(weights.input(0), t.order().get(axis));
    }
    Optional<NdArray> values = weights.op() instanceof Constant c ? c.data().value()
        : weights.type().shape().size() <= SMALL ? Optional.of(Evaluator.constant(weights)) : Optional.empty();
    return values.map(v -> of(v, axis));
  }

  private static WeightRange of(NdArray values, int axis) {
    int count = values.shape().extent(axis);
    int stride = (int) values.shape().slice(axis + 1, values.shape().rank()).size();
    var least = new double[count];
    var most = new double[count];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    NdArray window = NdArray.zeros(values.type().shaped(Shape.of(Math.min(WINDOW, values.size()))));
    for (int at = 0; at < values.size(); at += window.size()) {
      Interrupted.check();
      int size = Math.min(window.size(), values.size() - at);
      values.copy(at, window.data(), 0, size);
      for (int i = 0; i < size;) {
        int channel = (at + i) / stride % count;
        int end = Math.min(size, i + stride - (at + i) % stride);
        if (window.data() instanceof float[] floats) {
          widen(floats, i, end, channel, least, most);
        } else {
          widen(window, i, end, channel, least, most);
        }
        i = end;
      }
    }
    return new WeightRange(values.dtype(), least, most);
  }

  private static void widen(NdArray values, int from, int to, int channel, double[] least, double[] most) {
    for (int i = from; i < to; i++) {
      double magnitude = Math.abs(values.get(i));
      if (magnitude > 0) {
        least[channel] = Math.min(least[channel], magnitude);
        most[channel] = Math.max(most[channel], magnitude);
      }
    }
  }

  /// As the method above. Magnitudes are in the order of their bits, which any compiler compares fast: there are millions of weights.
  private static void widen(float[] values, int from, int to, int channel, double[] least, double[] most) {
    int low = Integer.MAX_VALUE;
    int high = 0;
    for (int i = from; i < to; i++) {
      int bits = Float.floatToRawIntBits(values[i]) & Integer.MAX_VALUE;
      int number = bits > INFINITY ? 0 : bits;
      high = Math.max(high, number);
      low = Math.min(low, number == 0 ? Integer.MAX_VALUE : number);
    }
    if (high > 0) {
      least[channel] = Math.min(least[channel], Float.intBitsToFloat(low));
      most[channel] = Math.max(most[channel], Float.intBitsToFloat(high));
    }
  }

  /// Why the weights times `scale`, to which `shift` is added, leave the numbers of their type; null where they do not. Both are one
  /// number, or one for each index, or for other indices that share these; another shift is taken for none.
  @Nullable String obstacle(Node scale, @Nullable Node shift) {
    NdArray scales = Evaluator.constant(scale);
    NdArray shifts = shift != null && (shift.type().shape().size() == 1 || shift.type().shape().size() == most.length)
        ? Evaluator.constant(shift) : NdArray.zeros(scales.type());
    double normal = dtype == DType.F32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    double largest = dtype == DType.F32 ? Float.MAX_VALUE : Double.MAX_VALUE;
    int count = Math.max(most.length, Math.max(scales.size(), shifts.size()));
    for (int c = 0; c < count; c++) {
      double by = Math.abs(scales.get(c % scales.size()));
      double high = most[c % most.length] * by;
      double low = least[c % least.length] * by;
      if (!(high <= largest)) {
        return "its weights times the scale overflow";
      }
      if (by > 0 && low < normal && high < normal * BESIDE && Math.abs(shifts.get(c % shifts.size())) < normal * BESIDE) {
        return "its weights times the scale vanish";
      }
    }
    return null;
  }
}
