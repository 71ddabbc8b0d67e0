package jacquard.compiler.pass.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PipelinesTest {
  private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| .*");

  /// Tests run in their module's folder.
  @Test
  void theReadmeListsThePassesInTheirOrder() throws IOException {
    List<String> rows = Files.readAllLines(Path.of("README.md")).stream().dropWhile(l -> !l.equals("| pass | does | stays for |")).skip(2)
        .takeWhile(l -> l.startsWith("|")).toList();
    List<String> listed = rows.stream().map(ROW::matcher).map(m -> m.matches() ? m.group(1) : m.toString()).toList();
    assertEquals(Pipelines.passes().values().stream().map(p -> p.getClass().getSimpleName()).toList(), listed);
  }
}
