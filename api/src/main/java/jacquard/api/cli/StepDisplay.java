package jacquard.api.cli;

import jacquard.api.report.Progress;
import java.util.Locale;

/// Shows how an epoch goes while it goes.
interface StepDisplay extends AutoCloseable {
  /// Losses beyond are those of runs that diverge.
  double LARGE_LOSS = 10_000;

  void step(Progress progress);

  /// Ends the display of an epoch, finished or not.
  @Override
  void close();

  /// A bar on a terminal, a line every few seconds elsewhere.
  static StepDisplay of(Console console) {
    return console.terminal() ? new ProgressBarDisplay() : new LineDisplay(console.err());
  }

  /// `loss 0.3124  error 9.1 %  24,312 images/s`.
  static String figures(Progress p) {
    String error = p.error().isPresent() ? String.format(Locale.ROOT, "  error %.1f %%", 100 * p.error().getAsDouble()) : "";
    return String.format(Locale.ROOT, "loss %s%s  %,.0f images/s", loss(p.loss()), error, p.imagesPerSecond());
  }

  /// A loss in few characters, whatever its size.
  static String loss(double loss) {
    return String.format(Locale.ROOT, loss < LARGE_LOSS ? "%.4f" : "%.3e", loss);
  }
}
