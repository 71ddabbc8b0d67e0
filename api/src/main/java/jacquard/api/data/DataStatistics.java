package jacquard.api.data;

import jacquard.ir.DType;
import jacquard.ir.Interrupted;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;

/// Mean and standard deviation of the inputs of a data set, in two passes. Each element of the result stands for a run of elements of the
/// input: one for all, one for each channel, or one for each element.
///
///     mean = x₀ + Σ(x − x₀)/n        deviation² = Σ(x − mean)²/n − (Σ(x − mean)/n)²
///
/// `x₀` is the first element. Elements near each other subtract without rounding, so equal ones have exactly that mean and the distance 0,
/// and nearly equal ones keep their digits; the last term takes back the rounding of the mean. Distances are scaled by a power of two
/// before they are squared, so that no square overflows or vanishes.
///
/// Source   Chan, Golub & LeVeque 1983, "Algorithms for computing the sample variance", the corrected two-pass algorithm.
final class DataStatistics {
  private final DataSet data;
  private final int width;
  private final int run;
  private final double count;
  private final NdArray mean;
  /// The largest distance from the first element.
  private final double[] reach;

  private DataStatistics(DataSet data, Shape shape) {
    this.data = data;
    this.width = Math.toIntExact(data.inputShape().size());
    if (data.size() == 0 || width == 0) {
      throw UserError.of("data/empty").problem("there are no examples to standardise by").at(Loc.ofCaller())
          .got("%d examples of shape %s", data.size(), data.inputShape()).expected("at least one example").build();
    }
    this.mean = NdArray.zeros(new TensorType(DType.F64, shape));
    this.reach = new double[mean.size()];
    this.run = width / mean.size();
    this.count = (double) data.size() * run;
  }

  /// Of `data`, one for each element of `shape`.
  static DataStatistics of(DataSet data, Shape shape) {
    var statistics = new DataStatistics(data, shape);
    statistics.center();
    return statistics;
  }

  private void center() {
    var row = new double[width];
    var first = new double[mean.size()];
    for (int example = 0; example < data.size(); example++) {
      Interrupted.check();
      data.copyInput(example, row, 0);
      requireFinite(example, row);
      for (int part = 0; part < first.length; part++) {
        first[part] = example == 0 ? row[part * run] : first[part];
        double sum = 0;
        for (int i = part * run; i < (part + 1) * run; i++) {
          double distance = row[i] - first[part];
          reach[part] = Math.max(reach[part], Math.abs(distance));
          sum += distance;
        }
        mean.set(part, mean.get(part) + sum);
      }
    }
    for (int part = 0; part < first.length; part++) {
      mean.set(part, first[part] + mean.get(part) / count);
    }
  }

  /// One mean for each part.
  NdArray mean() {
    return mean;
  }

  /// One standard deviation for each part; 1 where all elements are equal.
  NdArray deviation() {
    var row = new double[width];
    var sums = new double[mean.size()];
    var squares = new double[mean.size()];
    for (int example = 0; example < data.size(); example++) {
      Interrupted.check();
      data.copyInput(example, row, 0);
      for (int part = 0; part < sums.length; part++) {
        double scale = Math.scalb(1.0, -exponent(part));
        double sum = 0;
        double square = 0;
        for (int i = part * run; i < (part + 1) * run; i++) {
          double distance = (row[i] - mean.get(part)) * scale;
          sum += distance;
          square += distance * distance;
        }
        sums[part] += sum;
        squares[part] += square;
      }
    }
    NdArray deviation = NdArray.zeros(mean.type());
    for (int part = 0; part < sums.length; part++) {
      double variance = squares[part] / count - sums[part] / count * (sums[part] / count);
      deviation.set(part, reach[part] == 0 ? 1 : Math.scalb(Math.sqrt(variance), exponent(part)));
    }
    return deviation;
  }

  /// That of the largest distance, within those whose power of two is a number and so is its inverse.
  private int exponent(int part) {
    return Math.clamp(Math.getExponent(reach[part]), Double.MIN_EXPONENT, -Double.MIN_EXPONENT);
  }

  private static void requireFinite(int example, double[] row) {
    for (int element = 0; element < row.length; element++) {
      if (!Double.isFinite(row[element])) {
        throw UserError.of("data/not-finite").problem("an input is not a finite number").at(Loc.ofCaller())
            .got("example %d, element %d = %s", example, element, row[element]).expected("finite inputs")
            .fix("remove or replace this example").build();
      }
    }
  }
}
