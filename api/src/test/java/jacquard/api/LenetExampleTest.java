package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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
