package jacquard.api.look;

import jacquard.api.check.Check;
import jacquard.api.report.Figures;
import jacquard.api.report.RateSearch;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Plots as pictures, drawn by XChart, `org.knowm.xchart:xchart`, which is an optional dependency.
///
/// Errors   `look/plots` where it is not there, or where the system has no fonts to write with.
public final class Plots {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 320;
  private static final int CHANNEL_HEIGHT = 120;
  private static final int MOST_CHANNELS = 16;
  /// What legends have room for.
  private static final int MOST_NAMES = 12;
  /// Room beside, above and below the axes of [#parallel], of the distance of two of them and of their height, and how far down in it a
  /// figure and a name stand.
  private static final double MARGIN = 0.4;
  private static final double ABOVE = 0.14;
  private static final double BELOW = 0.26;
  private static final double FIGURE = 0.3;
  private static final double NAME = 0.75;

  /// A line, or points.
  public record Series(String name, double[] x, double[] y, boolean points) {}

  private Plots() {}

  /// Lines and points over one axis. Points whose numbers are not finite are left out.
  public static Picture xy(String title, String across, String up, boolean logAcross, boolean logUp, List<Series> series) {
    Check.given("the title", title);
    Check.given("the name of the axis across", across);
    Check.given("the name of the axis up", up);
    Check.all("the list of series", "a series", series);
    return drawn(() -> {
      XYChart chart = chart(title, WIDTH, HEIGHT);
      chart.setXAxisTitle(across);
      chart.setYAxisTitle(up);
      chart.getStyler().setXAxisLogarithmic(logAcross).setYAxisLogarithmic(logUp);
      chart.getStyler().setLegendVisible(series.size() > 1 && series.size() <= MOST_NAMES);
      for (Series s : series) {
        add(chart, s, logAcross, logUp);
      }
      return BitmapEncoder.getBufferedImage(chart);
    });
  }

  /// Losses over learning rates, and the rate suggested.
  public static Picture rates(RateSearch search) {
    double[] rates = Check.given("the search", search).points().stream().mapToDouble(RateSearch.Point::rate).toArray();
    double[] losses = search.points().stream().mapToDouble(RateSearch.Point::loss).toArray();
    double[] smoothed = search.points().stream().mapToDouble(RateSearch.Point::smoothed).toArray();
    double suggested = search.suggested();
    double[] there = search.points().stream().filter(p -> p.rate() == suggested).mapToDouble(RateSearch.Point::smoothed).toArray();
    return xy("Loss by learning rate", "learning rate", "loss", true, false, List.of(new Series("loss", rates, losses, false),
        new Series("smoothed", rates, smoothed, false), new Series("suggested: " + Figures.number(suggested), new double[] {suggested},
            there, true)));
  }

  private static XYChart chart(String title, int width, int height) {
    XYChart chart = new XYChartBuilder().width(width).height(height).title(title).build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE).setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setChartTitleVisible(!title.isEmpty());
    chart.getStyler().setPlotGridLinesColor(Color.LIGHT_GRAY);
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Line);
    return chart;
  }

  private static void add(XYChart chart, Series s, boolean logAcross, boolean logUp) {
    var x = new ArrayList<Double>();
    var y = new ArrayList<Double>();
    for (int i = 0; i < Math.min(s.x.length, s.y.length); i++) {
      if (isDrawn(s.x[i], logAcross) && isDrawn(s.y[i], logUp)) {
        x.add(s.x[i]);
        y.add(s.y[i]);
      }
    }
    if (!x.isEmpty()) {
      var drawn = chart.addSeries(s.name, x, y);
      drawn.setMarker(s.points ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
      if (s.points) {
        drawn.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
      }
    }
  }

  private static boolean isDrawn(double value, boolean logarithmic) {
    return Double.isFinite(value) && (!logarithmic || value > 0);
  }

  /// A signal `[C,L]`, its channels below each other; beyond sixteen they are left out. `marks`, of the length of the signal or none, is
  /// drawn in red over each channel, scaled to it.
  public static Picture signal(NdArray signal, double... marks) {
    Check.given("the array of marks", marks);
    int channels = Check.given("the signal", signal).shape().extent(0);
    int length = signal.shape().extent(1);
    double[] places = IntStream.range(0, length).mapToDouble(i -> i).toArray();
    var rows = new ArrayList<Picture>();
    for (int c = 0; c < Math.min(channels, MOST_CHANNELS); c++) {
      int from = c * length;
      rows.add(drawn(() -> {
        XYChart chart = chart("", WIDTH, channels == 1 ? HEIGHT / 2 : CHANNEL_HEIGHT);
        chart.getStyler().setLegendVisible(false);
        double[] values = IntStream.range(0, length).mapToDouble(i -> signal.get(from + i)).toArray();
        add(chart, new Series("signal", places, values, false), false, false);
        if (marks.length == length) {
          add(chart, new Series("marks", places, scaled(marks, values), false), false, false);
          chart.getStyler().setSeriesColors(new Color[] {Color.GRAY, Color.RED});
        }
        return BitmapEncoder.getBufferedImage(chart);
      }));
    }
    return rows.size() == 1 ? rows.getFirst() : Picture.grid(rows, 1);
  }

  private static double[] scaled(double[] marks, double[] values) {
    double most = Arrays.stream(marks).map(Math::abs).max().orElse(0);
    double low = Arrays.stream(values).min().orElse(0);
    double high = Arrays.stream(values).max().orElse(1);
    return Arrays.stream(marks).map(m -> low + (most > 0 ? Math.abs(m) / most : 0) * (high - low)).toArray();
  }

  /// Runs `drawing`; what is missing for it shows as errors of linkage.
  private static Picture drawn(Supplier<BufferedImage> drawing) {
    try {
      BufferedImage image = drawing.get();
      int width = image.getWidth();
      return Picture.of(width, image.getHeight(), image.getRGB(0, 0, width, image.getHeight(), null, 0, width));
    } catch (LinkageError | InternalError e) {
      throw UserError.of("look/plots").problem("plots cannot be drawn here").got("%s", e)
          .expected("org.knowm.xchart:xchart 3.8 or newer, and fonts")
          .fix("add the dependency org.knowm.xchart:xchart; install fontconfig and a font, as in fonts-dejavu-core").cause(e).build();
    }
  }

  /// Axes of trials side by side, and a line for each trial across them: light where `values`' last entry, the figure, is poor. Each axis
  /// goes from its smallest to its largest value, on a scale of logarithms where `logarithmic` says so.
  public static Picture parallel(String title, List<String> axes, List<Boolean> logarithmic, List<double[]> trials) {
    Check.given("the title", title);
    Check.all("the list of axes", "an axis", axes);
    Check.all("the list of scales", "a scale", logarithmic);
    Check.all("the list of trials", "a trial", trials);
    List<double[]> finite = trials.stream().filter(t -> Arrays.stream(t).allMatch(Double::isFinite)).toList();
    return drawn(() -> {
      XYChart chart = chart(title, WIDTH, HEIGHT);
      chart.getStyler().setAxisTicksVisible(false).setPlotGridLinesVisible(false).setLegendVisible(false);
      chart.getStyler().setXAxisMin(-MARGIN).setXAxisMax(axes.size() - 1 + MARGIN).setYAxisMin(-BELOW).setYAxisMax(1 + ABOVE);
      var colours = new ArrayList<Color>();
      for (int a = 0; a < axes.size(); a++) {
        axis(chart, axes.get(a), a, finite);
        colours.add(Color.LIGHT_GRAY);
      }
      double[] places = IntStream.range(0, axes.size()).mapToDouble(i -> i).toArray();
      for (int t = finite.size() - 1; t >= 0; t--) {
        double[] trial = finite.get(t);
        double[] heights = IntStream.range(0, axes.size()).mapToDouble(a -> height(finite, a, logarithmic.get(a), trial[a])).toArray();
        chart.addSeries("trial " + t, places, heights).setMarker(SeriesMarkers.NONE);
        colours.add(new Color(Palette.BLUE.colour(0.3 + 0.7 * (1 - heights[heights.length - 1]))));
      }
      chart.getStyler().setSeriesColors(colours.toArray(Color[]::new));
      return BitmapEncoder.getBufferedImage(chart);
    });
  }

  /// A line from the smallest to the largest value of the trials, with both and its name beside it.
  private static void axis(XYChart chart, String name, int place, List<double[]> trials) {
    chart.addSeries(name, new double[] {place, place}, new double[] {0, 1}).setMarker(SeriesMarkers.NONE);
    chart.addAnnotation(new AnnotationText(name, place, -BELOW * NAME, false));
    trials.stream().mapToDouble(t -> t[place]).min().ifPresent(low ->
        chart.addAnnotation(new AnnotationText(Figures.number(low), place, -BELOW * FIGURE, false)));
    trials.stream().mapToDouble(t -> t[place]).max().ifPresent(high ->
        chart.addAnnotation(new AnnotationText(Figures.number(high), place, 1 + ABOVE / 2, false)));
  }

  private static double height(List<double[]> trials, int axis, boolean logarithmic, double value) {
    List<Double> all = trials.stream().map(t -> scale(t[axis], logarithmic)).toList();
    double low = Collections.min(all);
    double high = Collections.max(all);
    return high > low ? (scale(value, logarithmic) - low) / (high - low) : 0.5;
  }

  private static double scale(double value, boolean logarithmic) {
    return logarithmic ? StrictMath.log10(value) : value;
  }
}
