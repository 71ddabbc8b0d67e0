package jacquard.api.watch;

import jacquard.api.look.Confusions;
import jacquard.api.look.LineChart;
import jacquard.api.look.Page;
import jacquard.api.report.Classification;
import jacquard.api.report.DeadUnits;
import jacquard.api.report.Epoch;
import jacquard.api.report.Figures;
import jacquard.api.report.Progress;
import jacquard.api.report.Score;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/// The page of a run.
final class RunPage {
  /// More classes do not fit beside each other.
  private static final int MOST_CLASSES = 24;
  /// More lines are not told apart.
  private static final int MOST_LINES = 8;
  private static final int MISTAKE_PIXELS = 84;

  private final RunHistory run;

  RunPage(RunHistory run) {
    this.run = run;
  }

  /// `state` is what the run is doing, in a sentence; one that goes on is loaded again every `seconds`.
  String html(String state, Optional<Integer> seconds, String written) {
    var page = new Page("Training of " + run.model().name());
    seconds.ifPresent(page::refreshed);
    page.text(state).text("Written " + written + (seconds.isPresent()
        ? "; this page follows the run. If that time stands still, the run has ended without saying so." : "."));
    String of = run.start.validation().map(v -> "validation").orElse("test");
    page.section("Curves").charts(List.of(losses(), errors(), steps("learning rate", run.rate, false), steps("images per second", run.speed,
        false), gradients()));
    run.score().ifPresent(s -> score(page, s, of));
    layers(page);
    if (!run.epochs.isEmpty()) {
      epochs(page);
    }
    return page.section("Network").preformatted(run.model().summary().folded().toString()).html();
  }

  private LineChart losses() {
    LineChart chart = new LineChart("loss", true).line("each step", run.loss.places(), run.loss.means(), false);
    return epochLines(chart, s -> OptionalDouble.of(s.loss()));
  }

  private LineChart errors() {
    return epochLines(new LineChart("error", false), Score::error);
  }

  /// A line for each set that was measured, over the steps of the run.
  private LineChart epochLines(LineChart chart, Function<Score, OptionalDouble> figure) {
    epochLine(chart, "training", e -> Optional.of(e.training()), figure);
    epochLine(chart, "validation", Epoch::validation, figure);
    epochLine(chart, "test", Epoch::test, figure);
    return chart;
  }

  private void epochLine(LineChart chart, String name, Function<Epoch, Optional<Score>> set, Function<Score, OptionalDouble> figure) {
    double[] values = run.epochs.stream().map(set).map(s -> s.map(figure).orElse(OptionalDouble.empty()))
        .mapToDouble(v -> v.orElse(Double.NaN)).toArray();
    if (Arrays.stream(values).anyMatch(Double::isFinite)) {
      chart.line(name, run.epochs.stream().mapToDouble(e -> (double) e.number() * run.start.stepsPerEpoch()).toArray(), values, true);
    }
  }

  private static LineChart steps(String title, Curve trace, boolean logarithmic) {
    return new LineChart(title, logarithmic).line(title, trace.places(), trace.means(), false);
  }

  /// Of many layers, some at even distances.
  private LineChart gradients() {
    var chart = new LineChart("norm of the gradient, by layer", true);
    List<String> layers = List.copyOf(run.gradients.keySet());
    int shown = Math.min(MOST_LINES, layers.size());
    for (int i = 0; i < shown; i++) {
      String layer = layers.get(shown == 1 ? 0 : i * (layers.size() - 1) / (shown - 1));
      Curve trace = run.gradients.getOrDefault(layer, new Curve());
      chart.line(layer, trace.places(), trace.means(), false);
    }
    return chart;
  }

  private void score(Page page, Score score, String of) {
    page.section("On the " + of + " set").text(score.toString());
    score.classification().ifPresent(c -> classes(page, c));
    if (!run.mistakes.isEmpty()) {
      page.section("Taken for another class, the surest first").figures(run.mistakes, MISTAKE_PIXELS);
    }
  }

  private static void classes(Page page, Classification c) {
    page.preformatted(c.toString());
    if (c.confusion().classes() <= MOST_CLASSES) {
      page.section("Which class (rows) is taken for which");
      Confusions.table(page, c.confusion(), c.classNames());
    }
  }

  /// Gradients and dead units, layer by layer.
  private void layers(Page page) {
    List<DeadUnits> dead = run.score().map(Score::deadUnits).orElse(List.of());
    if (run.gradients.isEmpty() && dead.isEmpty()) {
      return;
    }
    page.section("Layers");
    if (!run.gradients.isEmpty()) {
      var rows = new ArrayList<List<Page.Cell>>();
      for (Map.Entry<String, Curve> layer : run.gradients.entrySet()) {
        rows.add(List.of(Page.Cell.of(layer.getKey()), Page.Cell.of(Figures.number(layer.getValue().last()))));
      }
      page.table(List.of("layer", "norm of the gradient"), rows);
    }
    if (!dead.isEmpty()) {
      page.table(List.of("layer", "dead units", "units"), dead.stream().map(d -> List.of(Page.Cell.of(d.layer()),
          d.dead() == 0 ? Page.Cell.of("0")
              : new Page.Cell(String.valueOf(d.dead()), -(double) d.dead() / d.units()),
          Page.Cell.of(String.valueOf(d.units())))).toList());
    }
  }

  private void epochs(Page page) {
    boolean validated = run.start.validation().isPresent();
    boolean tested = run.start.test().isPresent();
    var headings = new ArrayList<>(List.of("epoch", "training"));
    if (validated) {
      headings.add("validation");
    }
    if (tested) {
      headings.add("test");
    }
    headings.addAll(List.of("time", "speed"));
    var rows = new ArrayList<List<Page.Cell>>();
    for (Epoch e : run.epochs) {
      Stream<Optional<Score>> sets = Stream.of(Optional.of(e.training()), e.validation(), e.test());
      rows.add(Stream.of(Stream.of(String.valueOf(e.number())), sets.flatMap(Optional::stream).map(Score::toString),
          Stream.of(Figures.duration(e.seconds()), Figures.speed(e.imagesPerSecond()))).flatMap(s -> s).map(Page.Cell::of).toList());
    }
    page.section("Epochs").table(headings, rows);
  }

  /// Where the run stands.
  static String standing(RunHistory run, double secondsSoFar) {
    Progress p = run.latest;
    if (p == null) {
      return String.format(Locale.ROOT, "%s; %,d examples, %d epochs in batches of %d.", "Started", run.start.train().size(),
          run.start.epochs(), run.start.batch());
    }
    double share = p.stepOfRun() / ((double) p.steps() * p.epochs());
    return String.format(Locale.ROOT, "Epoch %d of %d, step %d of %d; %s so far, about %s left.", p.epoch(), p.epochs(), p.step(),
        p.steps(), Figures.duration(secondsSoFar), Figures.duration(secondsSoFar * (1 - share) / share));
  }
}
