package jacquard.api.watch;

import jacquard.api.Model;
import jacquard.api.TrainingListener;
import jacquard.api.TrainingRun;
import jacquard.api.report.Epoch;
import jacquard.api.report.Figures;
import jacquard.api.report.Progress;
import jacquard.api.report.Score;
import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;

/// Prints how a run goes.
final class ProgressListener implements TrainingListener {
  private static final int BAR = 24;
  private static final long BAR_NANOS = 200_000_000L;
  private static final long LINE_NANOS = 10_000_000_000L;
  private static final double NANOS = 1e9;
  /// Erases what stands to the right, as every terminal since the VT100 does.
  private static final String ERASE = "\r\u001B[K";

  private final PrintStream out;
  private final boolean terminal;
  private long began;
  private long last;
  private int epochs;

  ProgressListener(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  static ProgressListener ofProcess() {
    Console console = System.console();
    return new ProgressListener(System.err, console != null && console.isTerminal());
  }

  @Override
  public void runStarted(Start run) {
    epochs = run.epochs();
    out.println(String.format(Locale.ROOT, "training %s on %,d examples", run.model(), run.train().size()));
  }

  @Override
  public void stepDone(Progress p) {
    long now = System.nanoTime();
    if (p.step() == 1) {
      began = now;
      last = terminal ? 0 : now;
      if (!terminal && p.epoch() == 1) {
        out.println(String.format(Locale.ROOT, "epoch 1/%d, step 1/%d: %s; the first steps are the slowest, as the kernels are compiled "
            + "meanwhile", p.epochs(), p.steps(), new Score(p.loss(), p.error())));
      }
    }
    if (p.step() < p.steps() && now - last >= (terminal ? BAR_NANOS : LINE_NANOS)) {
      last = now;
      double left = (now - began) / NANOS / (p.step() - 1) * (p.steps() - p.step());
      String figures = new Score(p.loss(), p.error()) + ", " + Figures.speed(p.imagesPerSecond());
      if (terminal) {
        int done = (int) ((long) BAR * p.step() / p.steps());
        out.print(String.format(Locale.ROOT, "%sepoch %d/%d [%s%s] %3d %%  %s%s", ERASE, p.epoch(), p.epochs(), "=".repeat(done),
            " ".repeat(BAR - done), 100L * p.step() / p.steps(), figures, p.step() > 1 ? ", " + Figures.duration(left) + " left" : ""));
      } else {
        out.println(String.format(Locale.ROOT, "epoch %d/%d, step %d/%d: %s", p.epoch(), p.epochs(), p.step(), p.steps(), figures));
      }
      out.flush();
    }
  }

  @Override
  public void epochDone(Epoch epoch, Model model) {
    String line = epoch.toString().replaceFirst("^epoch (\\d+)", "epoch $1/" + epochs);
    out.println(terminal ? ERASE + line : line);
  }

  @Override
  public void runEnded(TrainingRun run) {
    if (run.stopped()) {
      out.println((terminal ? ERASE : "") + "stopped");
    }
  }

  @Override
  public void runFailed(Throwable cause) {
    out.println(terminal ? ERASE : "");
  }
}
