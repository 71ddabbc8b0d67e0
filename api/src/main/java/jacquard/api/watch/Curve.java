package jacquard.api.watch;

import java.util.Arrays;

/// A figure over a run, in at most so many points however long the run: when they are used up, each two become one, their mean.
final class Curve {
  private static final int MOST = 800;

  private final double[] places = new double[MOST];
  private final double[] means = new double[MOST];
  private int points;
  private int each = 1;
  private int waiting;
  private double sum;

  /// Adds `value` at `place`, which only grows.
  void add(double place, double value) {
    sum += value;
    waiting++;
    if (waiting < each) {
      return;
    }
    if (points == MOST) {
      halve();
    }
    places[points] = place;
    means[points] = sum / waiting;
    points++;
    sum = 0;
    waiting = 0;
  }

  private void halve() {
    for (int i = 0; i < MOST / 2; i++) {
      places[i] = places[2 * i + 1];
      means[i] = (means[2 * i] + means[2 * i + 1]) / 2;
    }
    points = MOST / 2;
    each *= 2;
  }

  double[] places() {
    return Arrays.copyOf(places, points);
  }

  double[] means() {
    return Arrays.copyOf(means, points);
  }

  /// The last point, NaN where there is none.
  double last() {
    return points == 0 ? Double.NaN : means[points - 1];
  }
}
