package jacquard.api.look;

import com.google.common.html.HtmlEscapers;
import jacquard.api.Model;
import jacquard.api.Program;
import jacquard.api.TrainingRun;
import jacquard.api.check.Check;
import jacquard.api.report.Classification;
import jacquard.api.report.Epoch;
import jacquard.api.report.RateSearch;
import jacquard.api.report.Score;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/// Values as HTML, for notebooks: Kotlin's shows them so wherever this library is on its class path, see
/// `META-INF/kotlin-jupyter-libraries/libraries.json`.
///
/// Pages stand in a frame, so that their style and the notebook's leave each other alone.
/// Source   Kotlin kernel for Jupyter, `docs/libraries.md`, library descriptors
public final class Notebook {
  private static final int HIGH = 620;
  private static final int LOW = 300;
  private static final int PICTURE_PIXELS = 480;

  private Notebook() {}

  /// The model's summary.
  public static String html(Model model) {
    return preformatted(Check.given("the model", model).summary().toString());
  }

  /// The program's explorer, for one example.
  public static String html(Program program) {
    return framed(Check.given("the program", program).explorer(program.explain()), HIGH);
  }

  /// The run's curves, and its epochs.
  public static String html(TrainingRun run) {
    List<Epoch> epochs = Check.given("the run", run).epochs();
    var page = new Page("Training of " + run.model().name());
    LineChart loss = new LineChart("loss by epoch", true);
    LineChart error = new LineChart("error by epoch", false);
    lines(loss, epochs, s -> OptionalDouble.of(s.loss()));
    lines(error, epochs, Score::error);
    page.charts(List.of(loss, error));
    page.preformatted(String.join("\n", epochs.stream().map(Epoch::toString).toList()));
    return framed(page, LOW + 20 * epochs.size());
  }

  private static void lines(LineChart chart, List<Epoch> epochs, Function<Score, OptionalDouble> figure) {
    line(chart, "training", epochs, e -> Optional.of(e.training()), figure);
    line(chart, "validation", epochs, Epoch::validation, figure);
    line(chart, "test", epochs, Epoch::test, figure);
  }

  private static void line(LineChart chart, String name, List<Epoch> epochs, Function<Epoch, Optional<Score>> set,
      Function<Score, OptionalDouble> figure) {
    double[] values = epochs.stream().map(set).mapToDouble(s -> s.map(figure).orElse(OptionalDouble.empty()).orElse(Double.NaN)).toArray();
    if (Arrays.stream(values).anyMatch(Double::isFinite)) {
      chart.line(name, epochs.stream().mapToDouble(Epoch::number).toArray(), values, true);
    }
  }

  /// The gallery's page.
  public static String html(Gallery gallery) {
    return framed(Check.given("the gallery", gallery).page(), HIGH);
  }

  public static String html(Picture picture) {
    Picture shown = Check.given("the picture", picture).fitted(PICTURE_PIXELS);
    return "<img alt=\"" + shown + "\" src=\"" + shown.address() + "\">";
  }

  /// Measures by class, and which class is taken for which.
  public static String html(Classification measures) {
    var page = new Page("Measures").preformatted(Check.given("the measures", measures).toString());
    Confusions.table(page, measures.confusion(), measures.classNames());
    return framed(page, HIGH);
  }

  /// Losses over rates.
  public static String html(RateSearch search) {
    double[] rates = Check.given("the search", search).points().stream().mapToDouble(p -> StrictMath.log10(p.rate())).toArray();
    var page = new Page("Learning rates").text(search.toString());
    page.charts(List.of(new LineChart("loss over log10 of the rate", false)
        .line("loss", rates, search.points().stream().mapToDouble(RateSearch.Point::loss).toArray(), false)
        .line("smoothed", rates, search.points().stream().mapToDouble(RateSearch.Point::smoothed).toArray(), false)));
    return framed(page, LOW + 80);
  }

  private static String preformatted(String text) {
    return "<pre>" + escaped(text) + "</pre>";
  }

  private static String framed(Page page, int height) {
    return framed(page.html(), height);
  }

  private static String framed(String page, int height) {
    return "<iframe style=\"width:100%;height:" + height + "px;border:0\" srcdoc=\"" + escaped(page) + "\"></iframe>";
  }

  private static String escaped(String text) {
    return HtmlEscapers.htmlEscaper().escape(text);
  }
}
