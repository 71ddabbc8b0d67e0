package jacquard.testkit;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a [GradientCheck] compared: one line per input, direction and kind of product.
public record GradientReport(String function, int order, List<Line> lines) {
  /// How a comparison ended.
  public enum Verdict { OK, WRONG, KINK }

  public GradientReport {
    lines = List.copyOf(lines);
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

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%-5s %s by %s, direction %d: analytic %.12g, numeric %.12g, error %.3g%s", verdict, what, input,
          direction,
          analytic, numeric, error(), kink.map(k -> "; " + k).orElse(""));
    }
  }

  /// Nothing is wrong, and something could be compared.
  public boolean passed() {
    return lines.stream().noneMatch(l -> l.verdict() == Verdict.WRONG)
        && (lines.isEmpty() || lines.stream().anyMatch(l -> l.verdict() == Verdict.OK));
  }

  public List<Line> kinks() {
    return lines.stream().filter(l -> l.verdict() == Verdict.KINK).toList();
  }

  @Override
  public String toString() {
    long wrong = lines.stream().filter(l -> l.verdict() == Verdict.WRONG).count();
    return lines.stream().map(l -> "  " + l).collect(Collectors.joining("\n",
        String.format(Locale.ROOT, "gradients of %s, order %d: %d compared, %d wrong, %d at a kink\n", function, order, lines.size(), wrong,
            kinks().size()), "\n"));
  }
}
