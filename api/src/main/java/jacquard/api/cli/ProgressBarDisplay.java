package jacquard.api.cli;

import jacquard.api.report.Progress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/// A bar per epoch on standard error; it is cleared when the epoch is over.
final class ProgressBarDisplay implements StepDisplay {
  /// Faster than anyone reads.
  private static final int UPDATE_MS = 200;
  private static final long UPDATE_NS = UPDATE_MS * 1_000_000L;

  private @Nullable ProgressBar bar;
  private long last;

  @Override
  public void step(Progress p) {
    ProgressBar shown = bar;
    if (shown == null) {
      shown = start(p);
      bar = shown;
    }
    long now = System.nanoTime();
    if (now - last >= UPDATE_NS) {
      last = now;
      shown.setExtraMessage(" " + StepDisplay.figures(p));
    }
    shown.stepTo(p.step());
    if (p.step() == p.steps()) {
      close();
    }
  }

  private static ProgressBar start(Progress p) {
    boolean unicode = System.err.charset().equals(StandardCharsets.UTF_8);
    return new ProgressBarBuilder().setTaskName(String.format(Locale.ROOT, "epoch %d/%d", p.epoch(), p.epochs())).setInitialMax(p.steps())
        .setStyle(unicode ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK : ProgressBarStyle.ASCII).setUpdateIntervalMillis(UPDATE_MS)
        .setConsumer(new ConsoleProgressBarConsumer(System.err)).hideEta().clearDisplayOnFinish().build();
  }

  @Override
  public void close() {
    ProgressBar shown = bar;
    if (shown != null) {
      shown.close();
      bar = null;
    }
  }
}
