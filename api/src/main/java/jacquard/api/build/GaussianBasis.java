package jacquard.api.build;

import com.google.common.math.IntMath;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import java.util.ArrayList;
import java.util.List;

/// The derivatives of a Gaussian of total order 0 to 3 on a grid, each scaled by σ to the order: `[basis, R…]`.
///
///     σᵐ · dᵐ/dxᵐ G(x) = (−1)ᵐ · Heₘ(x/σ) · G(x),   G(x) = e^(−x²/2σ²) / (σ·√2π)
///
/// with the Hermite polynomials `He₀ = 1, He₁ = t, He₂ = t² − 1, He₃ = t³ − 3t`; in several dimensions their products, orders
/// counted in lexicographic order. The grid is centred on the kernel.
///
/// Shapes   4 functions in one dimension, 10 in two, 20 in three.
/// Source   Jacobsen, van Gemert, Lou, Smeulders 2016, arXiv:1605.02971, section 3.1.
final class GaussianBasis {
  private static final int LARGEST_ORDER = 3;

  private GaussianBasis() {}

  static NdArray of(Shape spatial, double sigma) {
    List<int[]> orders = orders(spatial.rank());
    NdArray basis = NdArray.zeros(new TensorType(DType.F64, spatial.inserted(0, Dim.of(orders.size()))));
    int positions = basis.size() / orders.size();
    for (int b = 0; b < orders.size(); b++) {
      for (int i = 0; i < positions; i++) {
        double value = 1;
        int rest = i;
        for (int d = spatial.rank() - 1; d >= 0; d--) {
          int extent = spatial.extent(d);
          value *= derivative(orders.get(b)[d], rest % extent - (extent - 1) / 2.0, sigma);
          rest /= extent;
        }
        basis.set(b * positions + i, value);
      }
    }
    return basis;
  }

  /// All orders per dimension whose sum is at most the largest.
  private static List<int[]> orders(int rank) {
    var orders = new ArrayList<int[]>();
    int each = LARGEST_ORDER + 1;
    for (int code = 0; code < IntMath.checkedPow(each, rank); code++) {
      var order = new int[rank];
      int sum = 0;
      int rest = code;
      for (int d = rank - 1; d >= 0; d--) {
        order[d] = rest % each;
        sum += order[d];
        rest /= each;
      }
      if (sum <= LARGEST_ORDER) {
        orders.add(order);
      }
    }
    return orders;
  }

  private static double derivative(int order, double x, double sigma) {
    double t = x / sigma;
    double hermite = switch (order) {
      case 0 -> 1;
      case 1 -> t;
      case 2 -> t * t - 1;
      default -> t * t * t - 3 * t;
    };
    double sign = order % 2 == 0 ? 1 : -1;
    return sign * hermite * StrictMath.exp(-t * t / 2) / (sigma * Math.sqrt(2 * Math.PI));
  }
}
