package jacquard.api.layer;

import com.google.common.math.IntMath;
import com.google.common.math.LongMath;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// Fixed kernels, for [fixed weights][jacquard.api.options.ConvOptions#fixed]:
/// `x.depthwiseConv(3, 1, c -> c.fixed(Kernels.sobelX()).same())` filters every map.
///
/// As cross-correlation applies them: `sobelX()` is positive where values grow with the last index.
/// Errors   `kernel/extent`, `kernel/sigma`.
public final class Kernels {
  private Kernels() {}

  /// `[1 2 1]ᵀ·[−1 0 1]`: the slope along the last dimension. Source: Sobel & Feldman 1968.
  public static NdArray sobelX() {
    return NdArray.of(Shape.of(3, 3), -1.0, 0, 1, -2, 0, 2, -1, 0, 1);
  }

  /// `[−1 0 1]ᵀ·[1 2 1]`: the slope along the first dimension.
  public static NdArray sobelY() {
    return NdArray.of(Shape.of(3, 3), -1.0, -2, -1, 0, 0, 0, 1, 2, 1);
  }

  /// The Laplacian of four neighbours.
  public static NdArray laplacian() {
    return NdArray.of(Shape.of(3, 3), 0.0, 1, 0, 1, -4, 1, 0, 1, 0);
  }

  /// The mean of `extent` elements in each of `rank` dimensions.
  public static NdArray box(int extent, int rank) {
    return product(extent, rank, i -> 1);
  }

  /// The blur with binomial coefficients, `[1 2 1]/4` for extent 3, in each of `rank` dimensions.
  public static NdArray binomial(int extent, int rank) {
    return product(extent, rank, i -> binomialCoefficient(extent - 1, i));
  }

  /// The blur with a Gaussian of deviation `sigma`, which sums to 1, in each of `rank` dimensions.
  public static NdArray gaussian(int extent, int rank, double sigma) {
    if (!(sigma > 0) || Double.isInfinite(sigma)) {
      throw UserError.of("kernel/sigma").problem("the deviation of a Gaussian is not positive").at(Loc.ofCaller())
          .got("sigma = %s", sigma).expected("sigma > 0").build();
    }
    double middle = (extent - 1) / 2.0;
    double nearest = extent % 2 == 0 ? 0.5 : 0;
    // Where the largest weight is none that f64 holds in full, all are divided by it first.
    boolean vanishes = gaussian(nearest / sigma) < Double.MIN_NORMAL;
    return product(extent, rank, i -> {
      double t = i - middle;
      return vanishes ? StrictMath.exp(-(t * t - nearest * nearest) / sigma / sigma / 2) : gaussian(t / sigma);
    });
  }

  private static double gaussian(double t) {
    return StrictMath.exp(-t * t / 2);
  }

  /// `n! / (k!·(n − k)!) · 2⁻ⁿ`, halved on the way, which is exact, so that nothing overflows.
  private static double binomialCoefficient(int n, int k) {
    double value = 1;
    int halvings = n;
    for (int i = 1; i <= k; i++) {
      value = value * (n - k + i) / i;
      while (value > 1 && halvings > 0) {
        value /= 2;
        halvings--;
      }
    }
    return Math.scalb(value, -halvings);
  }

  /// The product of `weight` over the dimensions, scaled to the sum 1.
  private static NdArray product(int extent, int rank, IntToDoubleFunction weight) {
    if (extent < 1 || rank < 1 || LongMath.saturatedPow(extent, rank) > Integer.MAX_VALUE) {
      throw UserError.of("kernel/extent").problem("there is no such kernel").at(Loc.ofCaller()).got("extent %d in %d dimensions", extent,
          rank).expected("at least 1 in at least 1 dimension, and no more elements than an array holds").build();
    }
    double[] weights = IntStream.range(0, extent).mapToDouble(weight).toArray();
    double sum = 0;
    for (double w : weights) {
      sum += w;
    }
    var extents = new int[rank];
    Arrays.fill(extents, extent);
    var data = new double[IntMath.pow(extent, rank)];
    for (int i = 0; i < data.length; i++) {
      data[i] = 1;
      for (int d = 0, rest = i; d < rank; d++, rest /= extent) {
        data[i] *= weights[rest % extent] / sum;
      }
    }
    return NdArray.of(Shape.of(extents), data);
  }
}
