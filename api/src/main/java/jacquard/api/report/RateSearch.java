package jacquard.api.report;

import java.util.List;
import java.util.Locale;

/// The loss of single steps at rates that grow from step to step, until it has clearly risen or the range is done.
///
/// `smoothed` is the exponential mean of the losses so far, `(0.9·before + 0.1·loss)/(1 − 0.9ⁿ)`.
/// Source   Smith 2015, arXiv:1506.01186, section 3.3
public record RateSearch(List<Point> points) {
  /// The slope at a point is taken between the points so far before and after it.
  private static final int REACH = 3;

  /// A step.
  public record Point(double rate, double loss, double smoothed) {}

  public RateSearch {
    points = List.copyOf(points);
  }

  /// The rate at which the smoothed loss falls steepest per order of magnitude, looked for up to where it is smallest.
  ///
  /// A good largest rate for a run, most of the time; with momentum or one cycle, up to three times more may do.
  public double suggested() {
    int lowest = lowest();
    int steepest = lowest;
    double slope = 0;
    for (int i = 0; i <= lowest; i++) {
      Point before = points.get(Math.max(0, i - REACH));
      Point after = points.get(Math.min(points.size() - 1, i + REACH));
      double rise = (after.smoothed - before.smoothed) / StrictMath.log10(after.rate / before.rate);
      if (rise < slope) {
        slope = rise;
        steepest = i;
      }
    }
    return points.get(steepest).rate;
  }

  /// The rate with the smallest smoothed loss: beyond it, steps do harm.
  public double largest() {
    return points.get(lowest()).rate;
  }

  private int lowest() {
    int lowest = 0;
    for (int i = 1; i < points.size(); i++) {
      lowest = points.get(i).smoothed < points.get(lowest).smoothed ? i : lowest;
    }
    return lowest;
  }

  /// `92 steps: the loss falls steepest at rate 0.0042, and rises beyond 0.13`.
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%d steps: the loss falls steepest at rate %s, and rises beyond %s", points.size(),
        Figures.number(suggested()), Figures.number(largest()));
  }
}
