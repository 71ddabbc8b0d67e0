package jacquard.networks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.LearningRate;
import jacquard.api.Model;
import jacquard.api.Optimizer;
import jacquard.api.data.Mnist;
import jacquard.api.look.Filters;
import jacquard.api.look.Picture;
import jacquard.api.nets.Nets;
import jacquard.ir.NdArray;
import jacquard.oracles.SharedFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The first filters of convnet-mnist become strokes and edges: each is much like a line or a border of some direction and place, which
/// drawn ones are not. A minute: with `-Pthorough` only. `target/strokes.png` shows them.
@Tag("thorough")
class FilterStrokesTest {
  private static final Path FOLDER = Path.of(System.getProperty("jacquard.shared", "../../shared")).resolve("data/mnist");
  private static final int SIDE = 5;
  private static final int MIDDLE = 2;
  private static final int DIRECTIONS = 12;
  /// How far a stroke runs from the middle, in pixels.
  private static final double[] OFFSETS = {-1.5, -1, -0.5, 0, 0.5, 1, 1.5};
  private static final double WIDTH = 0.8;
  private static final double SHARPNESS = 1.5;

  /// The decay leaves of a filter what the digits ask for: without, what was drawn stays as noise on it.
  @Test
  void filtersOfDigitsAreStrokes() {
    SharedFolder.present(FOLDER);
    Model drawn = Nets.define("convnet-mnist");
    Model trained = drawn.trainer(t -> t.optimizer(Optimizer.sgd(0.05).momentum(0.9).weightDecay(0.002))
        .learningRate(LearningRate.cosine(0.05)).epochs(8).seed(1)).fit(Mnist.train(FOLDER), Mnist.test(FOLDER)).model();
    Picture.grid(Filters.of(trained, "conv1"), 8).enlarged(16).write(Path.of("target/strokes.png"));
    double before = likeness(drawn);
    double after = likeness(trained);
    System.out.printf(Locale.ROOT, "correlation with the nearest stroke: drawn %.3f, trained %.3f%n", before, after);
    assertTrue(before < 0.5, () -> "drawn filters: " + before);
    assertTrue(after > 0.8, () -> "trained filters: " + after);
  }

  /// The mean over filters of the largest correlation with a stroke or an edge, of either sign.
  private static double likeness(Model model) {
    NdArray weights = model.parameters().get("conv1.weight");
    int points = SIDE * SIDE;
    int filters = weights.size() / points;
    List<double[]> strokes = strokes();
    double sum = 0;
    for (int f = 0; f < filters; f++) {
      double[] filter = new double[points];
      for (int i = 0; i < points; i++) {
        filter[i] = weights.get(f * points + i);
      }
      sum += strokes.stream().mapToDouble(s -> Math.abs(correlation(filter, s))).max().orElseThrow();
    }
    return sum / filters;
  }

  /// Lines and borders, by direction and offset.
  private static List<double[]> strokes() {
    var strokes = new ArrayList<double[]>();
    for (int direction = 0; direction < DIRECTIONS; direction++) {
      double angle = Math.PI * direction / DIRECTIONS;
      for (double offset : OFFSETS) {
        double[] line = new double[SIDE * SIDE];
        double[] border = new double[SIDE * SIDE];
        for (int i = 0; i < line.length; i++) {
          int row = i / SIDE - MIDDLE;
          double distance = (i % SIDE - MIDDLE) * Math.cos(angle) + row * Math.sin(angle) - offset;
          line[i] = Math.exp(-distance * distance / (2 * WIDTH * WIDTH));
          border[i] = Math.tanh(SHARPNESS * distance);
        }
        strokes.add(line);
        strokes.add(border);
      }
    }
    return strokes;
  }

  private static double correlation(double[] a, double[] b) {
    double meanA = Arrays.stream(a).average().orElseThrow();
    double meanB = Arrays.stream(b).average().orElseThrow();
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (a[i] - meanA) * (b[i] - meanB);
      aa += (a[i] - meanA) * (a[i] - meanA);
      bb += (b[i] - meanB) * (b[i] - meanB);
    }
    return ab / Math.sqrt(aa * bb);
  }
}
