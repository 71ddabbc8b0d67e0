package jacquard.api.cli;

import jacquard.api.report.Progress;
import java.io.PrintWriter;
import java.util.Locale;

/// A line now and then, for logs; short epochs leave none.
final class LineDisplay implements StepDisplay {
  private static final long INTERVAL_NS = 10_000_000_000L;

  private final PrintWriter out;
  private long last;

  LineDisplay(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void step(Progress p) {
    long now = System.nanoTime();
    if (p.step() == 1) {
      last = now;
    }
    if (now - last >= INTERVAL_NS && p.step() < p.steps()) {
      last = now;
      out.println(String.format(Locale.ROOT,
          "epoch %d/%d  step %d/%d  %s", p.epoch(), p.epochs(), p.step(), p.steps(), StepDisplay.figures(p)));
      out.flush();
    }
  }

  @Override
  public void close() {}
}
