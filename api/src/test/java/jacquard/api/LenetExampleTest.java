package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.data.DigitFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// LeNet-5 takes at most 12 lines of code, with training at most 25: no imports, comments or lone braces, 100 columns.
final class LenetExampleTest {
  private static final Path SOURCE = Path.of("src/test/java/jacquard/api/LenetExample.java");

  @Test
  void theExampleIsShort() throws IOException {
    List<String> definition = section("// define");
    List<String> training = section("// train");
    assertTrue(!definition.isEmpty() && definition.size() <= 12, () -> definition.toString());
    assertTrue(!training.isEmpty() && definition.size() + training.size() <= 25, () -> training.toString());
  }

  @Test
  void theExampleIsLenet5() {
    assertEquals(61706, LenetExample.define().summary().parameters());
    assertEquals(429342, LenetExample.define().summary().operations());
  }

  @Test
  void theExampleTrains(@TempDir Path folder) throws IOException {
    DigitFiles.write(folder, 200, 20);
    float[] image = new float[28 * 28];
    Path file = folder.resolve("lenet5.safetensors");
    float[] logits = LenetExample.train(LenetExample.define(), folder, file, image);
    assertEquals(10, logits.length);
    assertArrayEquals(logits, LenetExample.define().load(file).compile().predict(image));
  }

  private static List<String> section(String begin) throws IOException {
    var lines = new ArrayList<String>();
    boolean inside = false;
    for (String line : Files.readAllLines(SOURCE)) {
      String code = line.strip();
      inside = inside ? !code.equals("// end") : code.equals(begin);
      if (inside && !code.isEmpty() && !code.startsWith("//") && !code.equals("}")) {
        assertTrue(line.replaceAll("\\s*//.*", "").length() <= 100, line);
        lines.add(code);
      }
    }
    return lines;
  }
}
