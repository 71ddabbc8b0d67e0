package jacquard.api.look;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Model;
import jacquard.api.data.DataSet;
import jacquard.api.data.DrawnDigits;
import jacquard.api.report.RateSearch;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole looks at small networks over one, two and three dimensions.
final class GalleryTest {
  @TempDir
  private Path folder;

  private static DataSet random(Shape shape, int count) {
    var random = new Random(1);
    var inputs = new float[count * Math.toIntExact(shape.size())];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = random.nextFloat();
    }
    var labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 3;
    }
    return DataSet.of(shape, inputs, labels, 3);
  }

  /// The names of the files, all of which others can read.
  private static List<String> read(List<Path> files) throws IOException {
    var names = new ArrayList<String>();
    for (Path file : files) {
      names.add(file.getFileName().toString());
      if (file.toString().endsWith(".png")) {
        assertTrue(ImageIO.read(file.toFile()).getWidth() > 10, file::toString);
      }
    }
    return names;
  }

  @Test
  void images() throws IOException {
    String hostile = "<script>alert('\"&\n" + "x".repeat(10_000);
    var names = new ArrayList<>(List.of(hostile));
    for (int c = 1; c < 10; c++) {
      names.add("c" + c);
    }
    Model model = Model.define("net", Shape.of(1, 28, 28), x -> x.conv(4, 5).relu().maxPool(2).flatten().dense(10));
    Gallery gallery = Gallery.of(model, DrawnDigits.generate(2, 60).named(names), g -> g.example(3));
    assertEquals(List.of("index.html", "filters-conv1.png", "activations-conv1.png", "activations-relu1.png", "activations-pool1.png",
        "saliency.png", "occlusion.png", "exciting-pool1.png", "imagined.png", "receptive-fields.png", "confusion.png", "mistakes.png",
        "augmentation.png", "toeplitz.png"), read(gallery.write(folder.resolve("a/b"))));
    String page = Files.readString(folder.resolve("a/b/index.html"));
    assertTrue(page.startsWith("<!DOCTYPE html>") && page.endsWith("</html>\n"));
    assertFalse(page.contains("<script") || page.contains("src=\"http") || page.replaceAll("base64,[^\"]*", "").contains("NaN"));
    assertTrue(page.contains("&lt;script&gt;alert(&#39;&quot;&amp;"));
    assertTrue(Files.size(folder.resolve("a/b/index.html")) < 3_000_000);
  }

  @Test
  void whatIsAskedForAlone() throws IOException {
    Model model = Model.define("net", Shape.of(1, 28, 28), x -> x.conv(4, 5).relu().conv(3, 5).flatten().dense(10));
    DataSet data = DrawnDigits.generate(2, 20);
    Gallery gallery = Gallery.of(model, data, g -> g.show(Sight.EXCITING, Sight.FILTERS, Sight.IMAGINED).layer("conv2").channel(2));
    assertEquals(List.of("filters-conv2", "exciting-conv2", "imagined"), gallery.walls().stream().map(Gallery.Wall::name).toList());
    assertEquals(List.of("conv2[2]"), gallery.walls().get(1).figures().stream().map(Figure::caption).toList());
    assertEquals("look/layer", assertThrows(UserError.class, () -> Gallery.of(model, data, g -> g.layer("conv3"))).code());
    assertEquals("look/option", assertThrows(UserError.class, () -> Gallery.of(model, data, g -> g.example(20))).code());
    assertEquals("look/unit", assertThrows(UserError.class, () -> Gallery.of(model, data, g -> g.output(10))).code());
    Path file = Files.createFile(folder.resolve("file"));
    assertEquals("file/no-directory", assertThrows(UserError.class, () -> gallery.write(file)).code());
  }

  @Test
  void volumes() throws IOException {
    Model model = Model.define("volumes", Shape.of(2, 4, 6, 5), x -> x.conv(2, 3).relu().flatten().dense(3));
    Gallery gallery = Gallery.of(model, random(Shape.of(2, 4, 6, 5), 12), g -> {});
    assertEquals(List.of("index.html", "filters-conv1.png", "activations-conv1.png", "activations-relu1.png", "saliency.png",
        "occlusion.png", "exciting-relu1.png", "imagined.png", "confusion.png", "mistakes.png", "toeplitz.png"),
        read(gallery.write(folder)));
  }

  @Test
  void signals() throws IOException {
    requireFonts();
    Model model = Model.define("signals", Shape.of(2, 30), x -> x.conv(3, 5).relu().flatten().dense(3));
    Gallery gallery = Gallery.of(model, random(Shape.of(2, 30), 12), g -> {});
    assertEquals(List.of("index.html", "filters-conv1.png", "activations-conv1.png", "activations-relu1.png", "saliency.png",
        "occlusion.png", "exciting-relu1.png", "imagined.png", "confusion.png", "mistakes.png", "toeplitz.png"),
        read(gallery.write(folder)));
  }

  @Test
  void vectors() throws IOException {
    Model model = Model.define("vectors", Shape.of(6), x -> x.dense(5).relu().dense(3));
    assertEquals(List.of("index.html", "saliency.png", "confusion.png", "mistakes.png"),
        read(Gallery.of(model, random(Shape.of(6), 12), g -> {}).write(folder)));
  }

  /// Plots need a font; where the system has none, this says so.
  private static void requireFonts() {
    try {
      Plots.signal(NdArray.of(Shape.of(1, 2), 1.0, 2));
    } catch (UserError e) {
      Assumptions.abort("plots are not tested here: " + e.getMessage());
    }
  }

  @Test
  void plots() throws IOException {
    requireFonts();
    var points = new ArrayList<RateSearch.Point>();
    for (int i = 0; i < 30; i++) {
      double rate = 1e-6 * StrictMath.pow(10, i / 5.0);
      points.add(new RateSearch.Point(rate, 2.3 - i * i / 500.0, 2.3 - i * i / 500.0));
    }
    for (Picture plot : List.of(Plots.rates(new RateSearch(points)),
        Plots.parallel("trials", List.of("rate", "error"), List.of(true, false), List.of(new double[] {1e-3, 0.1}, new double[] {1e-2, 0.2},
            new double[] {1, Double.NaN})),
        Plots.xy("points", "x", "y", true, true, List.of(new Plots.Series("a", new double[] {1, 10, -1}, new double[] {1, 2, 3}, true))))) {
      plot.write(folder.resolve("plot.png"));
      assertEquals(640, ImageIO.read(folder.resolve("plot.png").toFile()).getWidth());
      long white = 0;
      for (int i = 0; i < plot.width() * plot.height(); i++) {
        white += plot.pixel(i % plot.width(), i / plot.width()) == 0xFFFFFF ? 1 : 0;
      }
      assertTrue(white > 100_000 && white < (long) plot.width() * plot.height() - 1_000, white + " white pixels");
    }
  }
}
