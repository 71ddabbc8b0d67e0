package jacquard.api.watch;

import jacquard.api.Model;
import jacquard.api.TrainingListener;
import jacquard.api.TrainingRun;
import jacquard.api.look.Filters;
import jacquard.api.look.Picture;
import jacquard.api.look.Views;
import jacquard.api.report.Detail;
import jacquard.api.report.Epoch;
import jacquard.api.report.Progress;
import jacquard.api.report.Score;
import jacquard.api.report.StepValues;
import jacquard.ir.NdArray;
import jacquard.ir.io.AtomicFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes an event file. Its steps are those of the run; what belongs to an epoch stands at its last step.
final class TensorBoardListener implements TrainingListener {
  /// A histogram is of at most so many elements, evenly chosen.
  private static final int MOST_ELEMENTS = 1 << 16;
  private static final int COLUMNS = 8;
  private static final int PICTURE_PIXELS = 512;
  private static final double MILLIS = 1e3;
  /// Of the run's time, for histograms and pictures; the first and the last epoch have them in any case.
  private static final double SHARE = 0.005;

  private final Path folder;
  private @Nullable EventFile file;
  private Allowance allowance = new Allowance(SHARE);
  private long cost;
  private boolean detailed;
  private long step;

  TensorBoardListener(Path folder) {
    this.folder = folder;
  }

  @Override
  public Set<Detail> details() {
    return Set.of(Detail.GRADIENTS, Detail.MEASURES, Detail.DEAD_UNITS);
  }

  /// Readers know event files by this name and order them by the second.
  @Override
  public void runStarted(Start run) {
    AtomicFiles.folder(folder);
    allowance = new Allowance(SHARE);
    cost = 0;
    long seconds = (long) (System.currentTimeMillis() / MILLIS);
    file = new EventFile(folder.resolve(String.format(Locale.ROOT, "events.out.tfevents.%010d.jacquard", seconds)));
  }

  @Override
  public void stepDone(Progress progress, StepValues values) {
    EventFile open = file;
    if (open == null) {
      return;
    }
    step = progress.stepOfRun();
    open.scalar(step, "step/loss", progress.stepLoss());
    open.scalar(step, "step/learning_rate", progress.learningRate());
    progress.error().ifPresent(e -> open.scalar(step, "step/error", e));
    if (progress.step() == progress.steps()) {
      detailed = progress.epoch() == progress.epochs() || allowance.allows(cost);
      cost = detailed ? allowance.spend(() -> histograms(open, values)) : cost;
    }
  }

  private void histograms(EventFile open, StepValues values) {
    for (String name : values.trained()) {
      open.histogram(step, "gradients/" + name, sample(values.gradient(name)));
      open.histogram(step, "weights/" + name, sample(values.value(name)));
    }
  }

  private static double[] sample(NdArray array) {
    int every = Math.ceilDiv(Math.max(1, array.size()), MOST_ELEMENTS);
    var sample = new double[Math.ceilDiv(array.size(), every)];
    for (int i = 0; i < sample.length; i++) {
      sample[i] = array.get(i * every);
    }
    return sample;
  }

  @Override
  public void epochDone(Epoch epoch, Model model) {
    EventFile open = file;
    if (open == null) {
      return;
    }
    score(open, "train", Optional.of(epoch.training()));
    score(open, "validation", epoch.validation());
    score(open, "test", epoch.test());
    open.scalar(step, "epoch/images_per_second", epoch.imagesPerSecond());
    cost += detailed ? allowance.spend(() -> pictures(open, model)) : 0;
    open.flush();
  }

  private void pictures(EventFile open, Model model) {
    Filters.firstLayer(model).ifPresent(layer -> {
      List<Picture> filters = Filters.of(model, layer);
      Picture grid = Picture.grid(filters, Math.max(COLUMNS, Views.columns(filters.size()))).fitted(PICTURE_PIXELS);
      open.image(step, "filters/" + layer, grid.width(), grid.height(), grid.png());
    });
  }

  private void score(EventFile open, String set, Optional<Score> given) {
    given.ifPresent(score -> {
      open.scalar(step, set + "/loss", score.loss());
      score.error().ifPresent(e -> open.scalar(step, set + "/error", e));
      score.classification().ifPresent(c -> {
        open.scalar(step, set + "/f1_macro", c.f1().macro());
        open.scalar(step, set + "/f1_weighted", c.f1().weighted());
        c.rocAuc().ifPresent(a -> open.scalar(step, set + "/roc_auc", a));
      });
      score.regression().ifPresent(r -> {
        open.scalar(step, set + "/mean_absolute_error", r.meanAbsoluteError());
        r.r2().ifPresent(r2 -> open.scalar(step, set + "/r2", r2));
      });
      score.deadUnits().forEach(d -> open.scalar(step, set + "/dead_units/" + d.layer(), d.dead()));
    });
  }

  private void close() {
    EventFile open = file;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void runEnded(TrainingRun run) {
    close();
  }

  @Override
  public void runFailed(Throwable cause) {
    close();
  }
}
