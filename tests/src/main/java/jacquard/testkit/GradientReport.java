package jacquard.testkit;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a [GradientCheck] compared: one line per input, direction and kind of product; where layers are wrong, one for each of them.
///
/// @param culprits layers that are wrong by themselves, in the order of the network
/// @param departures those that are so on purpose
public record GradientReport(String function, int order, List<Line> lines, List<Culprit> culprits, List<Departure> departures) {
  /// How a comparison ended.
  public enum Verdict { OK, WRONG, KINK }

  public GradientReport {
    lines = List.copyOf(lines);
    culprits = List.copyOf(culprits);
    departures = List.copyOf(departures);
  }

  /// A declared departure from the derivative.
  public record Departure(Culprit culprit, String reason) {
    @Override
    public String toString() {
      return "departure: " + culprit.where() + ": " + reason;
    }
  }

  /// One comparison.
  ///
  /// @param what `gradient`, or `forward product` with the output's element that is furthest off
  /// @param input the input moved
  /// @param direction the seed its direction is drawn from
  /// @param analytic from the derived graph
  /// @param numeric the difference quotient
  /// @param kink where the quotient means nothing, and why
  public record Line(String what, String input, long direction, double analytic, double numeric, Verdict verdict, Optional<String> kink) {
    static Line of(String what, String input, long direction, double analytic, double numeric, double tolerance, Optional<String> kink) {
      boolean close = Math.abs(analytic - numeric) <= tolerance * (1 + Math.abs(numeric));
      return new Line(what, input, direction, analytic, numeric, kink.isPresent() ? Verdict.KINK : close ? Verdict.OK : Verdict.WRONG,
          kink);
    }

    /// The distance of the two.
    public double error() {
      return Math.abs(analytic - numeric);
    }

    /// Without the verdict.
    String numbers() {
      return String.format(Locale.ROOT, "%s by %s, direction %d: analytic %.12g, numeric %.12g, error %.3g", what, input, direction,
          analytic, numeric, error());
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%-5s %s%s", verdict, numbers(), kink.map(k -> "; " + k).orElse(""));
    }
  }

  /// Nothing is wrong, and something could be compared.
  public boolean passed() {
    return culprits.isEmpty() && lines.stream().noneMatch(l -> l.verdict() == Verdict.WRONG)
        && (lines.isEmpty() || lines.stream().anyMatch(l -> l.verdict() == Verdict.OK));
  }

  public List<Line> kinks() {
    return lines.stream().filter(l -> l.verdict() == Verdict.KINK).toList();
  }

  /// What failed and nothing else: the layers first, each once.
  public String failures() {
    boolean wrong = lines.stream().anyMatch(l -> l.verdict() == Verdict.WRONG);
    return text(lines.stream().filter(l -> l.verdict() == (wrong ? Verdict.WRONG : Verdict.KINK)));
  }

  @Override
  public String toString() {
    return text(lines.stream());
  }

  private String text(Stream<Line> shown) {
    long wrong = lines.stream().filter(l -> l.verdict() == Verdict.WRONG).count();
    String summary = String.format(Locale.ROOT, "gradients of %s, order %d: %d compared, %d wrong, %d at a kink", function, order,
        lines.size(), wrong, kinks().size());
    return Stream.of(culprits.stream().map(Culprit::toString), departures.stream().map(Departure::toString), Stream.of(summary),
        culprits.isEmpty() ? shown.map(l -> "  " + l) : Stream.<String>of()).flatMap(s -> s).collect(Collectors.joining("\n", "", "\n"));
  }
}
