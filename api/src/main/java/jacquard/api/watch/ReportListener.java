package jacquard.api.watch;

import jacquard.api.Model;
import jacquard.api.TrainingListener;
import jacquard.api.TrainingRun;
import jacquard.api.report.Detail;
import jacquard.api.report.Epoch;
import jacquard.api.report.Figures;
import jacquard.api.report.Progress;
import jacquard.api.report.StepValues;
import jacquard.ir.UserError;
import jacquard.ir.io.AtomicFiles;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes the page of a run, as often as a part of the run's time allows.
final class ReportListener implements TrainingListener {
  static final String FILE = "report.html";
  private static final System.Logger LOG = System.getLogger("jacquard.api");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
  /// Of the run's time, for all that is looked at and written here. What steps and tests measure for it comes on top.
  private static final double SHARE = 0.01;
  private static final long PAGE_NANOS = 2_000_000_000L;
  /// A page that once took long, on a disk that was busy or a machine that slept, does not keep the next from being written.
  private static final long LONGEST_NANOS = 60_000_000_000L;
  private static final long GRADIENT_NANOS = 250_000_000L;
  private static final int REFRESH_SECONDS = 5;
  private static final double NANOS = 1e9;

  private final Path folder;
  private @Nullable RunHistory history;
  private Allowance allowance = new Allowance(SHARE);
  private long written;
  private long pageCost;
  private long looked;
  private long lookCost;
  private long drawCost;
  private boolean broken;

  ReportListener(Path folder) {
    this.folder = folder;
  }

  @Override
  public Set<Detail> details() {
    return EnumSet.allOf(Detail.class);
  }

  @Override
  public void runStarted(Start run) {
    AtomicFiles.folder(folder);
    allowance = new Allowance(SHARE);
    var begun = new RunHistory(run);
    history = begun;
    AtomicFiles.write(folder.resolve(FILE), page(begun, true, "")); // not counted: cold code says nothing of what later pages take
    pageCost = 0;
    written = System.nanoTime();
  }

  @Override
  public void stepDone(Progress progress) {
    RunHistory run = history;
    if (run == null) {
      return;
    }
    run.add(progress);
    long now = System.nanoTime();
    if (now - written >= PAGE_NANOS && allowance.allows(pageCost) || now - written >= LONGEST_NANOS) {
      write(run, true, "");
    }
  }

  @Override
  public void stepDone(Progress progress, StepValues values) {
    RunHistory run = history;
    long now = System.nanoTime();
    boolean last = progress.step() == progress.steps() && progress.epoch() == progress.epochs();
    if (run != null && (last || now - looked >= GRADIENT_NANOS && allowance.allows(lookCost))) {
      lookCost = allowance.spend(() -> run.look(progress.stepOfRun(), values));
      looked = System.nanoTime();
    }
  }

  @Override
  public void epochDone(Epoch epoch, Model model) {
    RunHistory run = history;
    if (run == null) {
      return;
    }
    run.epochs.add(epoch);
    if (allowance.allows(drawCost + pageCost)) {
      draw(run);
      write(run, true, "");
    }
  }

  private void draw(RunHistory run) {
    drawCost = allowance.spend(run::drawMistakes);
  }

  @Override
  public void runEnded(TrainingRun run) {
    end(run.stopped() ? "Stopped" : run.epochs().size() < epochs() ? "Ended early, as nothing improved," : "Done");
  }

  @Override
  public void runFailed(Throwable cause) {
    end("Failed: " + cause.getMessage() + " ...");
  }

  private int epochs() {
    RunHistory run = history;
    return run == null ? 0 : run.start.epochs();
  }

  private void end(String how) {
    RunHistory run = history;
    if (run != null) {
      draw(run);
      write(run, false, how);
    }
  }

  /// A page that cannot be written is no reason to lose the run; the next one may succeed.
  private void write(RunHistory run, boolean goesOn, String how) {
    pageCost = allowance.spend(() -> {
      try {
        AtomicFiles.write(folder.resolve(FILE), page(run, goesOn, how));
      } catch (UserError e) {
        if (!broken) {
          LOG.log(System.Logger.Level.WARNING, "training goes on without its page: " + e.getMessage());
        }
        broken = true;
      }
    });
    written = System.nanoTime();
  }

  private String page(RunHistory run, boolean goesOn, String how) {
    double seconds = allowance.nanos() / NANOS;
    String state = goesOn ? RunPage.standing(run, seconds)
        : how + " after " + Figures.duration(seconds) + ", " + run.epochs.size() + " of " + run.start.epochs() + " epochs.";
    return new RunPage(run).html(state, goesOn ? Optional.of(REFRESH_SECONDS) : Optional.empty(), TIME.format(ZonedDateTime.now()));
  }
}
