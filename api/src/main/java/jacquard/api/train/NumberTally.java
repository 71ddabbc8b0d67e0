package jacquard.api.train;

import jacquard.api.report.Regression;
import jacquard.ir.NdArray;
import java.util.OptionalDouble;

/// Adds up how far outputs are from targets, batch by batch; one example has `width` numbers.
///
/// Numerics the targets' variance by Welford's way, which costs no digits where their mean is large. Source: Welford 1962.
public final class NumberTally {
  private final int width;
  private final double[] mean;
  private double spread;
  private double absolute;
  private double squared;
  private long examples;

  public NumberTally(int width) {
    this.width = width;
    this.mean = new double[width];
  }

  /// Takes the first `count` examples of both.
  public void add(NdArray outputs, NdArray targets, int count) {
    for (int i = 0; i < count; i++) {
      examples++;
      for (int k = 0; k < width; k++) {
        double target = targets.get(i * width + k);
        double distance = outputs.get(i * width + k) - target;
        absolute += Math.abs(distance);
        squared += distance * distance;
        double before = target - mean[k];
        mean[k] += before / examples;
        spread += before * (target - mean[k]);
      }
    }
  }

  /// Of all examples taken.
  public Regression regression() {
    double count = (double) examples * width;
    OptionalDouble r2 = spread > 0 ? OptionalDouble.of(1 - squared / spread) : OptionalDouble.empty();
    return new Regression(examples, absolute / count, Math.sqrt(squared / count), r2);
  }
}
