package jacquard.api.image;

import jacquard.api.Tensor;
import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// How a picture becomes the input of a network. Immutable: methods return changed copies.
///
///     resize, crop, … in the order given      v ← (v · scale − mean_c) / deviation_c      channels RGB or BGR, first or last
///
/// | method | does |
/// | --- | --- |
/// | `resize(height, width, how)` | brings the picture to this size |
/// | `resizeShorter(size, how)` | brings its shorter side to `size`, the longer one in proportion, rounded down |
/// | `centerCrop(height, width)` | cuts the middle out |
/// | `scale(factor)` | multiplies colours, which are in [0, 255]; 1/255 unless given |
/// | `normalize(mean, deviation)` | subtracts and divides, each colour by its own, red first; after scaling |
/// | `bgr()` | blue first |
/// | `channelsLast()` | `[height, width, 3]` in place of `[3, height, width]` |
///
/// Numerics the last steps in double, rounded once to `float`.
/// Errors   `image/preprocessing`, and those of [Image]
///
/// ```java
/// float[] input = Preprocessing.imagenet().apply(Images.read(Path.of("cat.jpg")));     // [3,224,224]
/// ```
public final class Preprocessing {
  private static final int SHORTER = 256;
  private static final int CROP = 224;
  private static final double BYTE = 255;
  private static final double[] IMAGENET_MEAN = {0.485, 0.456, 0.406};
  private static final double[] IMAGENET_DEVIATION = {0.229, 0.224, 0.225};

  /// A step that changes which pixels there are.
  sealed interface Geometry {
    record ToSize(int height, int width, Resize how) implements Geometry {
      @Override
      public String toString() {
        return "resize to " + height + " x " + width + " as " + how;
      }
    }

    record Shorter(int size, Resize how) implements Geometry {
      @Override
      public String toString() {
        return "resize the shorter side to " + size + " as " + how;
      }
    }

    record CenterCrop(int height, int width) implements Geometry {
      @Override
      public String toString() {
        return "cut out the middle " + height + " x " + width;
      }
    }
  }

  private final List<Geometry> steps;
  private final double scale;
  private final double[] mean;
  private final double[] deviation;
  private final boolean bgr;
  private final boolean last;

  private Preprocessing(List<Geometry> steps, double scale, double[] mean, double[] deviation, boolean bgr, boolean last) {
    this.steps = List.copyOf(steps);
    this.scale = scale;
    this.mean = mean;
    this.deviation = deviation;
    this.bgr = bgr;
    this.last = last;
  }

  /// Colours as they are, in [0, 1].
  public static Preprocessing plain() {
    return new Preprocessing(List.of(), 1 / BYTE, new double[Image.CHANNELS], new double[] {1, 1, 1}, false, false);
  }

  /// What networks are evaluated with on ImageNet: the shorter side to 256 (Pillow's bilinear), the middle 224 x 224, ImageNet's means and
  /// deviations, as torchvision's `ImageClassification` does it.
  public static Preprocessing imagenet() {
    return plain().resizeShorter(SHORTER, Resize.PILLOW_BILINEAR).centerCrop(CROP, CROP).normalize(IMAGENET_MEAN, IMAGENET_DEVIATION);
  }

  public Preprocessing resize(int height, int width, Resize how) {
    requirePositive(height, width);
    return with(new Geometry.ToSize(height, width, UserError.given("the way of resizing", how)));
  }

  public Preprocessing resizeShorter(int size, Resize how) {
    requirePositive(size, size);
    return with(new Geometry.Shorter(size, UserError.given("the way of resizing", how)));
  }

  public Preprocessing centerCrop(int height, int width) {
    requirePositive(height, width);
    return with(new Geometry.CenterCrop(height, width));
  }

  public Preprocessing scale(double factor) {
    if (!(factor > 0 && Double.isFinite(factor))) {
      throw wrong("colours are scaled by a positive number", String.valueOf(factor), "scale(1) for [0, 255], scale(1 / 255.0) for [0, 1]");
    }
    return new Preprocessing(steps, factor, mean, deviation, bgr, last);
  }

  public Preprocessing normalize(double[] means, double[] deviations) {
    if (UserError.given("the array of means", means).length != Image.CHANNELS
        || UserError.given("the array of deviations", deviations).length != Image.CHANNELS
        || !Arrays.stream(means).allMatch(Double::isFinite) || !Arrays.stream(deviations).allMatch(d -> d > 0 && Double.isFinite(d))) {
      throw wrong("colours cannot be normalised by these numbers", Arrays.toString(means) + ", " + Arrays.toString(deviations),
          "three finite means and three deviations above 0, for red, green and blue");
    }
    return new Preprocessing(steps, scale, means.clone(), deviations.clone(), bgr, last);
  }

  public Preprocessing bgr() {
    return new Preprocessing(steps, scale, mean, deviation, true, last);
  }

  public Preprocessing channelsLast() {
    return new Preprocessing(steps, scale, mean, deviation, bgr, true);
  }

  /// The same for pictures that have the right size already: without resizing and cutting.
  public Preprocessing withoutGeometry() {
    return new Preprocessing(List.of(), scale, mean, deviation, bgr, last);
  }

  private Preprocessing with(Geometry step) {
    var more = new ArrayList<>(steps);
    more.add(step);
    return new Preprocessing(more, scale, mean, deviation, bgr, last);
  }

  private static void requirePositive(int height, int width) {
    if (height < 1 || width < 1) {
      throw wrong("a picture has at least one pixel", height + " x " + width, "a height and a width of at least 1");
    }
  }

  private static UserError wrong(String problem, String got, String expected) {
    return UserError.of("image/preprocessing").problem("%s", problem).at(Loc.ofCaller()).got("%s", got).expected("%s", expected).build();
  }

  List<Geometry> steps() {
    return steps;
  }

  /// What a colour of [0, 255] is multiplied by in the end.
  double factor(int channel) {
    return scale / deviation[channel];
  }

  /// What is then added.
  double offset(int channel) {
    return -mean[channel] / deviation[channel];
  }

  boolean isBgr() {
    return bgr;
  }

  boolean isLast() {
    return last;
  }

  /// The shape of every input, where the steps decide it: the last of them, or the one before crops, gives the size.
  public Optional<Shape> shape() {
    if (steps.isEmpty() || steps.getLast() instanceof Geometry.Shorter) {
      return Optional.empty();
    }
    return Optional.of(switch (steps.getLast()) {
      case Geometry.ToSize(int height, int width, Resize how) -> shape(height, width);
      case Geometry.CenterCrop(int height, int width) -> shape(height, width);
      case Geometry.Shorter shorter -> throw new IllegalStateException(shorter.toString());
    });
  }

  private Shape shape(int height, int width) {
    return last ? Shape.of(height, width, Image.CHANNELS) : Shape.of(Image.CHANNELS, height, width);
  }

  /// The input that `image` becomes, row-major.
  public float[] apply(Image image) {
    Pixels pixels = Pixels.of(UserError.given("the picture", image));
    for (Geometry step : steps) {
      pixels = switch (step) {
        case Geometry.ToSize(int height, int width, Resize how) -> pixels.resize(height, width, how);
        case Geometry.Shorter(int size, Resize how) -> pixels.resize(proportional(size, pixels.height(), pixels.width()),
            proportional(size, pixels.width(), pixels.height()), how);
        case Geometry.CenterCrop(int height, int width) -> pixels.crop(centered(pixels.height(), height), centered(pixels.width(), width),
            height, width);
      };
    }
    return input(pixels);
  }

  /// A side of length `side`, the other of length `other`, where the shorter of them becomes `size`.
  static int proportional(int size, int side, int other) {
    return side <= other ? size : (int) Math.min(Integer.MAX_VALUE, (long) size * side / other);
  }

  /// Where the middle begins; halves go to the even number, as Python rounds.
  static int centered(int whole, int part) {
    return (int) Math.rint((whole - part) / 2.0);
  }

  private float[] input(Pixels pixels) {
    int count = pixels.height() * pixels.width();
    var input = new float[count * Image.CHANNELS];
    for (int c = 0; c < Image.CHANNELS; c++) {
      int place = bgr ? Image.CHANNELS - 1 - c : c;
      for (int i = 0; i < count; i++) {
        double value = (pixels.get(i * Image.CHANNELS + c) * scale - mean[c]) / deviation[c];
        input[last ? i * Image.CHANNELS + place : place * count + i] = (float) value;
      }
    }
    return input;
  }

  /// The same steps as layers of a network, whose input `x` holds colours in [0, 255], red first, as `[3,H,W]`: resizing as two products
  /// with fixed matrices.
  ///
  /// Numerics where a way of resizing rounds, colours may be one off, in rare cases two: sums are floating-point numbers.
  public Tensor layers(Tensor x) {
    return PreprocessingLayers.of(this, UserError.given("the tensor", x));
  }

  /// The steps, one a line.
  @Override
  public String toString() {
    var lines = new ArrayList<String>();
    steps.forEach(s -> lines.add(s.toString()));
    lines.add("(v * " + scale + " - " + Arrays.toString(mean) + ") / " + Arrays.toString(deviation));
    lines.add((bgr ? "blue, green, red" : "red, green, blue") + (last ? ", channels last" : ", channels first"));
    return String.join("\n", lines);
  }
}
