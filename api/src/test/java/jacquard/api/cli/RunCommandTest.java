package jacquard.api.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import jacquard.api.Model;
import jacquard.api.nets.Nets;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.io.Npy;
import jacquard.ir.io.Npz;
import jacquard.ir.io.Safetensors;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
  private static final String GRAPH = """
      graph @two(%x: f32[N,2], %y: f32[N,2]) {
        %0 = add %x, %y : f32[N,2]
        %1 = mul %x, %y : f32[N,2]
        return sum=%0, product=%1
      }
      """;

  @TempDir
  private Path folder;

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void aBuiltInNetworkGivesWhatItsProgramGives() {
    Model model = Nets.define("linear", o -> o.seed(5));
    model.save(folder.resolve("w.safetensors"));
    NdArray input = NdArray.zeros(TensorType.f32(2, 1, 28, 28));
    for (int i = 0; i < input.size(); i++) {
      input.set(i, i % 7 * 0.1);
    }
    Npy.write(folder.resolve("x.npy"), input);
    JsonObject document = CommandRun.of("run", "linear", "--weights", file("w.safetensors"), "--input", "x=" + file("x.npy"), "--output",
        file("out"), "--json").json();
    JsonObject output = document.getAsJsonObject("outputs").getAsJsonObject("output");
    assertEquals("[2,10]", output.get("shape").toString());
    assertEquals(model.compile().predict(input), Npy.read(Path.of(output.get("file").getAsString())));
    // One example, without the dimension of the batch.
    Npz.write(folder.resolve("one.npz"), Map.of("picture", NdArray.filled(TensorType.f32(1, 28, 28), 0.5)));
    CommandRun run = CommandRun.of("run", "linear", "--weights", file("w.safetensors"), "--input", "x=" + file("one.npz"));
    assertTrue(run.out().startsWith("output f32[1,10] {"), run.out());
  }

  @Test
  void theTextOfAGraphRunsOnArraysByName() throws IOException {
    Files.writeString(folder.resolve("two.ir"), GRAPH);
    Npy.write(folder.resolve("x.npy"), NdArray.of(Shape.of(2, 2), 1f, 2, 3, 4));
    Safetensors.of(Map.of("y", NdArray.of(Shape.of(2, 2), 5f, 6, 7, 8), "z", NdArray.of(Shape.of(1), 0f)))
        .write(folder.resolve("y.safetensors"));
    CommandRun run = CommandRun.of("run", file("two.ir"), "--input", "x=" + file("x.npy"), "--input", "y=" + file("y.safetensors"));
    assertEquals("sum f32[2,2] {6.0, 8.0, 10.0, 12.0}\nproduct f32[2,2] {5.0, 12.0, 21.0, 32.0}\n", run.out());
    String missing = CommandRun.of("run", file("two.ir"), "--input", "x=" + file("x.npy")).err();
    assertTrue(missing.contains("[run/inputs]"), missing);
    Npy.write(folder.resolve("bad.npy"), NdArray.of(Shape.of(2, 3), 1f, 2, 3, 4, 5, 6));
    String bad = CommandRun.of("run", file("two.ir"), "--input", "x=" + file("x.npy"), "--input", "y=" + file("bad.npy")).err();
    assertTrue(bad.contains("[run/shape]"), bad);
    String nothing = CommandRun.of("run", file("two.ir")).err();
    assertTrue(nothing.contains("[option/value]"), nothing);
  }

  @Test
  void aPictureIsClassified() throws IOException {
    ImageIO.write(new BufferedImage(40, 50, BufferedImage.TYPE_INT_RGB), "png", folder.resolve("p.png").toFile());
    Files.write(folder.resolve("labels.txt"), IntStream.range(0, 10).mapToObj(i -> "name " + i).toList());
    JsonObject document = CommandRun.of("run", "convnet-cifar10", "--image", file("p.png"), "--labels", file("labels.txt"), "--top", "3",
        "--json").json();
    JsonArray classes = document.getAsJsonArray("classes");
    assertEquals(3, classes.size());
    JsonObject first = classes.get(0).getAsJsonObject();
    assertEquals("name " + first.get("class").getAsInt(), first.get("label").getAsString());
    assertTrue(first.get("probability").getAsDouble() >= classes.get(1).getAsJsonObject().get("probability").getAsDouble());
    CommandRun run = CommandRun.of("run", "convnet-cifar10", "--image", file("p.png"), "--pixels", "unit", "--top", "2");
    assertTrue(run.out().lines().filter(l -> l.matches("0\\.\\d{4}  \\d")).count() == 2, run.out());
    Nets.define("convnet-cifar10").withClassNames(IntStream.range(0, 10).mapToObj(i -> "known " + i).toList())
        .save(folder.resolve("named.safetensors"));
    CommandRun named = CommandRun.of("run", "convnet-cifar10", "--weights", file("named.safetensors"), "--image", file("p.png"));
    assertTrue(named.out().lines().filter(l -> l.matches("0\\.\\d{4}  known \\d")).count() == 5, named.out());
    Files.write(folder.resolve("labels.txt"), Collections.nCopies(9, "name"));
    String wrong = CommandRun.of("run", "convnet-cifar10", "--image", file("p.png"), "--labels", file("labels.txt")).err();
    assertTrue(wrong.contains("[run/labels]"), wrong);
    String grey = CommandRun.of("run", "lenet5", "--image", file("p.png")).err();
    assertTrue(grey.contains("[run/shape]"), grey);
  }
}
