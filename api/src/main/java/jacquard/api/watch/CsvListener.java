package jacquard.api.watch;

import jacquard.api.Model;
import jacquard.api.TrainingListener;
import jacquard.api.TrainingRun;
import jacquard.api.report.Epoch;
import jacquard.api.report.Progress;
import jacquard.api.report.Score;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A row per epoch, of numbers that read back to the same bits.
final class CsvListener implements TrainingListener {
  private static final String HEADER = "epoch,loss,trainError,validationLoss,validationError,testLoss,testError,learningRate,seconds,"
      + "imagesPerSecond\n";

  private final Path path;
  private @Nullable GrowingFile file;
  private double rate;

  CsvListener(Path path) {
    this.path = path;
  }

  @Override
  public void runStarted(Start run) {
    file = new GrowingFile(path);
    add(HEADER);
  }

  @Override
  public void stepDone(Progress progress) {
    rate = progress.learningRate();
  }

  @Override
  public void epochDone(Epoch e, Model model) {
    add(Stream.of(String.valueOf(e.number()), figure(e.loss()), figure(e.training().error()), loss(e.validation()), error(e.validation()),
        loss(e.test()), error(e.test()), figure(rate), figure(e.seconds()), figure(e.imagesPerSecond()))
        .collect(Collectors.joining(",", "", "\n")));
  }

  private static String loss(Optional<Score> score) {
    return score.map(s -> figure(s.loss())).orElse("");
  }

  private static String error(Optional<Score> score) {
    return score.map(s -> figure(s.error())).orElse("");
  }

  private static String figure(OptionalDouble figure) {
    return figure.isPresent() ? figure(figure.getAsDouble()) : "";
  }

  private static String figure(double figure) {
    return Double.isFinite(figure) ? String.valueOf(figure) : "";
  }

  private void add(String line) {
    GrowingFile open = file;
    if (open != null) {
      open.add(line.getBytes(StandardCharsets.UTF_8));
      open.flush();
    }
  }

  private void close() {
    GrowingFile open = file;
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
