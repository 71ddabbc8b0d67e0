package jacquard.api.look;

import com.google.common.html.HtmlEscapers;
import jacquard.api.check.Check;
import jacquard.api.report.Figures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Lines over one horizontal axis as HTML that a page holds: SVG with a legend, in the page's colours. It takes a millisecond or two, so a
/// page can be drawn anew every few seconds; [Plots] draws pictures.
///
/// ArrayParts that are not finite, or not above 0 on a logarithmic axis, leave a gap. Of more than 400 points of a line, means are drawn.
public final class LineChart {
  private static final int WIDTH = 460;
  private static final int HEIGHT = 230;
  private static final int LEFT = 52;
  private static final int RIGHT = 10;
  private static final int TOP = 8;
  private static final int BOTTOM = 22;
  private static final int MOST_POINTS = 400;
  private static final int TICKS = 5;
  /// Colours of the page's style.
  private static final int COLOURS = 8;
  private static final double[] NICE = {1, 2, 5, 10};

  private record Line(String name, double[] x, double[] y, boolean dotted) {}

  private final String title;
  private final boolean logarithmic;
  private final List<Line> lines = new ArrayList<>();

  /// A chart without lines.
  public LineChart(String title, boolean logarithmic) {
    this.title = Check.given("the title", title);
    this.logarithmic = logarithmic;
  }

  /// Adds a line, or its points as dots with `dotted`. The arrays are as long as each other.
  public LineChart line(String name, double[] x, double[] y, boolean dotted) {
    lines.add(thinned(new Line(Check.given("the name of the line", name), Check.given("the array of places", x),
        Check.given("the array of values", y), dotted)));
    return this;
  }

  private static Line thinned(Line line) {
    int count = Math.min(line.x.length, line.y.length);
    int per = Math.ceilDiv(Math.max(1, count), MOST_POINTS);
    int points = Math.ceilDiv(count, per);
    var x = new double[points];
    var y = new double[points];
    for (int p = 0; p < points; p++) {
      int end = Math.min(count, (p + 1) * per);
      x[p] = line.x[end - 1];
      y[p] = Arrays.stream(line.y, p * per, end).average().orElseThrow();
    }
    return new Line(line.name, x, y, line.dotted);
  }

  /// Whether there is something to draw.
  public boolean isEmpty() {
    return lines.stream().allMatch(l -> Arrays.stream(l.y).noneMatch(this::isDrawn));
  }

  private boolean isDrawn(double value) {
    return Double.isFinite(value) && (!logarithmic || value > 0);
  }

  private double height(double value) {
    return logarithmic ? StrictMath.log10(value) : value;
  }

  /// The chart.
  public String html() {
    if (isEmpty()) {
      return "";
    }
    double[] across = range(lines.stream().flatMapToDouble(l -> Arrays.stream(l.x)).toArray());
    double[] up = range(lines.stream().flatMapToDouble(l -> Arrays.stream(l.y)).filter(this::isDrawn).map(this::height).toArray());
    var svg = new StringBuilder(String.format(Locale.ROOT, "<figure class=\"chart\"><figcaption>%s</figcaption>"
        + "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", escaped(title), WIDTH, HEIGHT, escaped(title + ": " + latest())));
    for (double tick : logarithmic ? logTicks(up[0], up[1]) : ticks(up[0], up[1])) {
      double y = place(tick, up, HEIGHT - BOTTOM, TOP);
      svg.append(String.format(Locale.ROOT, "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
          + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT, WIDTH - RIGHT, y, y, LEFT - 5, y + 4,
          Figures.number(logarithmic ? StrictMath.pow(10, tick) : tick)));
    }
    for (double tick : ticks(across[0], across[1])) {
      svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
          place(tick, across, LEFT, WIDTH - RIGHT), HEIGHT - 5, Figures.number(tick)));
    }
    for (int i = 0; i < lines.size(); i++) {
      draw(svg, lines.get(i), i % COLOURS, across, up);
    }
    svg.append("</svg><div class=\"legend\">");
    for (int i = 0; i < lines.size() && lines.size() > 1; i++) {
      svg.append(String.format(Locale.ROOT, "<span class=\"key s%d\">%s</span> ", i % COLOURS, escaped(lines.get(i).name)));
    }
    return svg.append("</div></figure>").toString();
  }

  /// For those who do not see the lines.
  private String latest() {
    return String.join(", ", lines.stream().filter(l -> l.y.length > 0).map(l -> l.name + " " + Figures.number(l.y[l.y.length - 1]))
        .toList());
  }

  private void draw(StringBuilder svg, Line line, int colour, double[] across, double[] up) {
    var path = new StringBuilder();
    boolean pen = false;
    for (int p = 0; p < line.x.length; p++) {
      if (!isDrawn(line.y[p])) {
        pen = false;
        continue;
      }
      double x = place(line.x[p], across, LEFT, WIDTH - RIGHT);
      double y = place(height(line.y[p]), up, HEIGHT - BOTTOM, TOP);
      if (line.dotted || line.x.length == 1) {
        svg.append(String.format(Locale.ROOT, "<circle class=\"s%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\"/>", colour, x, y));
      }
      path.append(String.format(Locale.ROOT, "%s%.1f %.1f", pen ? "L" : "M", x, y));
      pen = true;
    }
    svg.append(String.format(Locale.ROOT, "<path class=\"s%d\" d=\"%s\"/>", colour, path));
  }

  private static double place(double value, double[] range, double low, double high) {
    return low + (value - range[0]) / (range[1] - range[0]) * (high - low);
  }

  private static double[] range(double... values) {
    double low = Arrays.stream(values).filter(Double::isFinite).min().orElse(0);
    double high = Arrays.stream(values).filter(Double::isFinite).max().orElse(1);
    double room = high > low ? 0.03 * (high - low) : Math.max(Math.abs(low), 1) / 2;
    return new double[] {low - room, high + room};
  }

  /// Round numbers in the range, about five.
  private static double[] ticks(double low, double high) {
    double rough = (high - low) / TICKS;
    double power = StrictMath.pow(10, Math.floor(StrictMath.log10(rough)));
    double step = power * Arrays.stream(NICE).filter(n -> n * power >= rough).findFirst().orElse(10);
    long first = (long) Math.ceil(low / step);
    long last = (long) Math.floor(high / step);
    return IntStream.rangeClosed(0, (int) Math.min(2 * TICKS, last - first)).mapToDouble(i -> (first + i) * step).toArray();
  }

  /// The logarithms of 1, 2 and 5 times powers of ten; of powers of ten alone where those are many, round steps where they are few.
  private static double[] logTicks(double low, double high) {
    double[] all = IntStream.rangeClosed((int) Math.floor(low), (int) Math.ceil(high))
        .mapToDouble(p -> p).flatMap(p -> Arrays.stream(NICE).limit(3).map(n -> p + StrictMath.log10(n)))
        .filter(t -> t >= low && t <= high).toArray();
    double[] chosen = all.length > 2 * TICKS ? Arrays.stream(all).filter(t -> t == Math.rint(t)).toArray() : all;
    return chosen.length > 1 && chosen.length <= 2 * TICKS ? chosen : ticks(low, high);
  }

  private static String escaped(String text) {
    return HtmlEscapers.htmlEscaper().escape(text);
  }
}
