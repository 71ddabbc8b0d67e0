package jacquard.api.train;

import jacquard.api.report.Epoch;
import jacquard.api.report.Score;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// What is added up over the steps of an epoch: losses, mistakes, examples and time.
///
/// Units    seconds run from [#begin()] on, those of an interrupted run's part of the epoch included.
public final class EpochTally {
  private static final double NANOS = 1e9;

  private final MeanLoss loss;
  private final boolean labelled;
  private long wrong;
  private double seen;
  private long spentNanos;
  private long began;

  /// Of a loss whose classes count by `classWeights`, and of examples whose mistakes are counted where they are `labelled`.
  public EpochTally(List<Double> classWeights, boolean labelled) {
    this.loss = new MeanLoss(classWeights);
    this.labelled = labelled;
  }

  /// Begins an epoch.
  public void clear() {
    loss.clear();
    wrong = 0;
    seen = 0;
    spentNanos = 0;
  }

  /// Starts the clock.
  public void begin() {
    began = System.nanoTime() - spentNanos;
  }

  double weight(Batch batch) {
    return loss.weight(batch);
  }

  /// Counts a step of mean loss `mean` over `examples` that count by `weight`, of which `mistakes` were taken for another class.
  public void add(double mean, double weight, long examples, long mistakes) {
    loss.add(mean, weight);
    seen += examples;
    wrong += mistakes;
  }

  double loss() {
    return loss.value();
  }

  OptionalDouble error() {
    return labelled && seen > 0 ? OptionalDouble.of(wrong / seen) : OptionalDouble.empty();
  }

  double seconds() {
    return Math.max(System.nanoTime() - began, 1) / NANOS;
  }

  double speed() {
    return seen / seconds();
  }

  /// The row of epoch `number`, from 1, of an epoch that took `seconds`.
  Epoch row(int number, Optional<Score> validation, Optional<Score> test, double seconds) {
    return new Epoch(number, new Score(loss(), error()), validation, test, seconds, seen / seconds);
  }

  /// As the method above, of an epoch that ends now and is not measured on other examples.
  public Epoch row(int number) {
    return row(number, Optional.empty(), Optional.empty(), seconds());
  }

  public TrainingState.Sums sums() {
    return new TrainingState.Sums(loss.sum(), loss.lost(), loss.weight(), wrong, seen, seconds());
  }

  /// Goes on from what [#sums()] gave.
  public void restore(TrainingState.Sums sums) {
    loss.restore(sums);
    wrong = (long) sums.wrong();
    seen = sums.seen();
    spentNanos = (long) (sums.seconds() * NANOS);
  }
}
