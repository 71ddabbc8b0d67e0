package jacquard.api.watch;

import jacquard.api.Model;
import jacquard.api.TrainingListener;
import jacquard.api.data.DataSet;
import jacquard.api.look.Confusions;
import jacquard.api.look.Figure;
import jacquard.api.look.Views;
import jacquard.api.report.Classification;
import jacquard.api.report.Epoch;
import jacquard.api.report.Mistake;
import jacquard.api.report.Progress;
import jacquard.api.report.Score;
import jacquard.api.report.StepValues;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a run has shown so far, in memory that does not grow with its steps.
final class RunHistory {
  private static final int MOST_MISTAKES = 24;
  private static final int THUMBNAIL = 96;

  final TrainingListener.Start start;
  final Curve loss = new Curve();
  final Curve rate = new Curve();
  final Curve speed = new Curve();
  /// Norms of the gradients of each layer.
  final Map<String, Curve> gradients = new LinkedHashMap<>();
  final List<Epoch> epochs = new ArrayList<>();
  @Nullable Progress latest;
  List<Figure> mistakes = List.of();

  RunHistory(TrainingListener.Start start) {
    this.start = start;
  }

  void add(Progress p) {
    latest = p;
    loss.add(p.stepOfRun(), p.stepLoss());
    rate.add(p.stepOfRun(), p.learningRate());
    speed.add(p.stepOfRun(), p.imagesPerSecond());
  }

  /// Takes the norm of each layer's gradients.
  void look(long step, StepValues values) {
    var squares = new LinkedHashMap<String, Double>();
    for (String name : values.trained()) {
      squares.merge(layer(name), squares(values.gradient(name)), Double::sum);
    }
    squares.forEach((layer, sum) -> gradients.computeIfAbsent(layer, l -> new Curve()).add(step, Math.sqrt(sum)));
  }

  private static String layer(String parameter) {
    int dot = parameter.lastIndexOf('.');
    return dot < 0 ? parameter : parameter.substring(0, dot);
  }

  private static double squares(NdArray array) {
    double sum = 0;
    if (array.dtype() == DType.F32) {
      for (float v : array.floats()) {
        sum += (double) v * v;
      }
    } else {
      for (double v : array.doubles()) {
        sum += v * v;
      }
    }
    return sum;
  }

  /// The set whose scores tell most: the validation set, which is there to be looked at, else the test set.
  Optional<DataSet> watched() {
    return start.validation().or(start::test);
  }

  static Optional<Score> watched(Epoch epoch) {
    return epoch.validation().or(epoch::test);
  }

  /// What the last finished epoch measured on it.
  Optional<Score> score() {
    return epochs.isEmpty() ? Optional.empty() : watched(epochs.getLast());
  }

  /// Draws the examples that the network gets wrong now.
  void drawMistakes() {
    Optional<Classification> classes = score().flatMap(Score::classification);
    Optional<DataSet> data = watched();
    if (classes.isPresent() && data.isPresent()) {
      Classification measured = classes.get();
      mistakes = measured.mistakes().stream().limit(MOST_MISTAKES).map(m -> figure(data.get(), measured, m)).toList();
    }
  }

  private static Figure figure(DataSet data, Classification classes, Mistake mistake) {
    NdArray input = NdArray.zeros(new TensorType(DType.F32, data.inputShape()));
    data.copyInput(mistake.example(), input.floats(), 0);
    return new Figure(Confusions.caption(mistake, classes.classNames()), Views.of(input).thumbnail(THUMBNAIL));
  }

  Model model() {
    return start.model();
  }
}
