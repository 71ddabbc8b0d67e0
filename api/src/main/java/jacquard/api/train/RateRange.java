package jacquard.api.train;

import jacquard.api.report.Epoch;
import jacquard.api.report.Progress;
import jacquard.api.report.RateSearch;
import jacquard.api.report.StepValues;
import jacquard.ir.NdArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/// Watches a run whose rates grow from `low` to `high` in `steps` steps, and stops it where the loss has risen.
public final class RateRange implements TrainingObserver {
  private static final double KEPT = 0.9;
  /// Beyond, the loss has risen for good. Source: fastai's `lr_find`, which has the same factor.
  private static final double RISEN = 4;

  private final double low;
  private final double high;
  private final int steps;
  private final AtomicBoolean stop;
  private final List<RateSearch.Point> points = new ArrayList<>();
  private double mean;
  private double weight;
  private double least = Double.POSITIVE_INFINITY;

  public RateRange(double low, double high, int steps, AtomicBoolean stop) {
    this.low = low;
    this.high = high;
    this.steps = steps;
    this.stop = stop;
  }

  /// The rate of step `step`, from 0.
  public double at(long step) {
    return low * StrictMath.pow(high / low, (double) step / (steps - 1));
  }

  @Override
  public void stepDone(Progress progress, StepValues values) {
    mean = KEPT * mean + (1 - KEPT) * progress.stepLoss();
    weight = KEPT * weight + 1 - KEPT;
    points.add(new RateSearch.Point(progress.learningRate(), progress.stepLoss(), mean / weight));
    least = Math.min(least, mean / weight);
    if (points.size() == steps || mean / weight > RISEN * least) {
      stop.set(true);
    }
  }

  @Override
  public void epochDone(Epoch epoch, Map<String, NdArray> values) {}

  public List<RateSearch.Point> points() {
    return points;
  }
}
