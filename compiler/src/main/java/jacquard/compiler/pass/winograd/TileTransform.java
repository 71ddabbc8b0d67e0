package jacquard.compiler.pass.winograd;

import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// `outputs` neighbouring results of a convolution with `taps` taps along one dimension, F(m, r), by `m + r − 1` multiplications:
///
///     y = Aᵀ · ((G · w) ⊙ (Bᵀ · x))
///
/// The products of polynomials `w` and `y` are known at 0, 1, −1, 2, −2, ½, −½ and ∞, as many as there are; `G` and `A` evaluate there, and
/// `Bᵀ`, read as the transpose of interpolation, takes `x` to its coordinates by these points:
///
///     A[k,u] = pₖᵘ      G[k,r] = pₖʳ / Π_{l≠k} (pₖ − p_l)      Bᵀ[k,·] = coefficients of Π_{l≠k} (z − p_l)
///
/// and of ∞ the last power, and the coefficients of the product over all other points.
///
/// Source   Winograd 1980, "Arithmetic Complexity of Computations", theorem 10; Lavin & Gray 2016, arXiv:1509.09308, section 4, whose
/// matrices for F(2, 3) and F(4, 3) these are but for signs.
record TileTransform(int outputs, int taps) {
  private static final double[] POINTS = {0, 1, -1, 2, -2, 0.5, -0.5};

  /// The indices of a tile of the input, and the products.
  int points() {
    return outputs + taps - 1;
  }

  /// `Bᵀ[a,i]` as a function of axes `a` and `i`.
  Scalar input(int a, int i) {
    return table(points(), points(), this::b, a, i);
  }

  /// `G[a,r]`.
  Scalar kernel(int a, int r) {
    return table(points(), taps, this::g, a, r);
  }

  /// `Aᵀ[u,a]`.
  Scalar output(int u, int a) {
    return table(outputs, points(), this::a, u, a);
  }

  private interface Matrix {
    double at(int row, int column);
  }

  private static Scalar table(int rows, int columns, Matrix matrix, int row, int column) {
    var values = new ArrayList<Double>();
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        values.add(matrix.at(i, j) + 0.0);
      }
    }
    return new Scalar.Table(values, new Scalar.Index(IndexExpr.var(row).times(columns).plus(IndexExpr.var(column))));
  }

  /// Exact: the points are powers of two.
  private static double power(double base, int exponent) {
    double power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= base;
    }
    return power;
  }

  private boolean isInfinite(int k) {
    return k == points() - 1;
  }

  private double a(int u, int k) {
    return isInfinite(k) ? (u == outputs - 1 ? 1 : 0) : power(POINTS[k], u);
  }

  private double g(int k, int r) {
    if (isInfinite(k)) {
      return r == taps - 1 ? 1 : 0;
    }
    double product = 1;
    for (int l = 0; l < points() - 1; l++) {
      product *= l == k ? 1 : POINTS[k] - POINTS[l];
    }
    return power(POINTS[k], r) / product;
  }

  private double b(int k, int i) {
    List<Double> polynomial = new ArrayList<>(List.of(1.0));
    for (int l = 0; l < points() - 1; l++) {
      if (l != k) {
        polynomial = times(polynomial, POINTS[l]);
      }
    }
    return i < polynomial.size() ? polynomial.get(i) : 0;
  }

  /// `p · (z − root)`, coefficients by rising powers.
  private static List<Double> times(List<Double> p, double root) {
    List<Double> product = new ArrayList<>(Collections.nCopies(p.size() + 1, 0.0));
    for (int i = 0; i < p.size(); i++) {
      product.set(i, product.get(i) - root * p.get(i));
      product.set(i + 1, product.get(i + 1) + p.get(i));
    }
    return product;
  }

  /// What rounding may grow by along one dimension: the largest sum, over the products that make a result, of how much each of the three
  /// transforms magnifies.
  double growth() {
    double largest = 0;
    for (int u = 0; u < outputs; u++) {
      double sum = 0;
      for (int k = 0; k < points(); k++) {
        double kernel = 0;
        for (int r = 0; r < taps; r++) {
          kernel += Math.abs(g(k, r));
        }
        double input = 0;
        for (int i = 0; i < points(); i++) {
          input += Math.abs(b(k, i));
        }
        sum += Math.abs(a(u, k)) * kernel * input;
      }
      largest = Math.max(largest, sum);
    }
    return largest;
  }
}
