package jacquard.api.look;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jacquard.api.Model;
import jacquard.api.data.DataSet;
import jacquard.api.data.Mnist;
import jacquard.api.nets.Nets;
import jacquard.ir.NdArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The filters of a trained network look like strokes: along some direction their weights go on as they are. Leaves
/// `target/look/filters.png` and a gallery beside it.
///
/// `-Djacquard.look.epochs=N` trains for as many epochs.
@Tag("thorough")
final class FilterStrokesTest {
  private static final Path FOLDER = Path.of(System.getProperty("jacquard.shared", "../../shared")).resolve("data/mnist");
  private static final int[][] DIRECTIONS = {{0, 1}, {1, 0}, {1, 1}, {1, -1}};

  @Test
  void trainedFiltersAreStrokes() {
    assumeTrue(Files.isDirectory(FOLDER), () -> FOLDER + " is missing");
    Model drawn = Nets.define("convnet-mnist");
    DataSet test = Mnist.test(FOLDER);
    Model trained = drawn.trainer(t -> t.epochs(Integer.getInteger("jacquard.look.epochs", 8)).seed(1)).fit(Mnist.train(FOLDER)).model();
    Path out = Path.of("target", "look");
    Gallery.of(trained, test, g -> g.example(0)).write(out);
    Picture.grid(Filters.of(trained, "conv1"), 8).enlarged(12).write(out.resolve("filters.png"));
    double[] before = strokes(drawn);
    double[] after = strokes(trained);
    String shown = String.format(Locale.ROOT, "correlation along the best direction, median of 32 filters: %.3f drawn, %.3f trained",
        before[16], after[16]);
    System.out.println(shown);
    assertTrue(after[16] > 0.45 && after[16] > before[16] + 0.2, shown);
  }

  /// Of each filter of the first layer, in ascending order.
  private static double[] strokes(Model model) {
    NdArray weights = model.parameters().get("conv1.weight");
    return IntStream.range(0, weights.shape().extent(0)).mapToDouble(o -> stroke(ArrayParts.part(weights, o))).sorted().toArray();
  }

  /// How much neighbours along a direction are alike, where they are most alike: 1 for stripes without end, about 0.2 for noise.
  private static double stroke(NdArray filter) {
    return Arrays.stream(DIRECTIONS).mapToDouble(d -> correlation(filter.doubles(), 5, d[0], d[1])).max().orElseThrow();
  }

  private static double correlation(double[] w, int size, int down, int right) {
    double mean = Arrays.stream(w).average().orElseThrow();
    double products = 0;
    double squares = 0;
    for (int i = 0; i + down < size; i++) {
      for (int j = Math.max(0, -right); j + Math.max(0, right) < size; j++) {
        double here = w[i * size + j] - mean;
        double there = w[(i + down) * size + j + right] - mean;
        products += here * there;
        squares += (here * here + there * there) / 2;
      }
    }
    return products / squares;
  }
}
