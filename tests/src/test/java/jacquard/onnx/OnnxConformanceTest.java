package jacquard.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.oracles.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// ONNX's own conformance cases: each is read, compiled and run, and gives what is stored with it, at ONNX's default tolerance. A table per
/// family says what passed and what failed; none is left out.
class OnnxConformanceTest {
  private static final Path FOLDER = Path.of(System.getProperty("jacquard.oracles.onnx",
      System.getProperty("jacquard.shared", "../../shared") + "/oracles/onnx"));

  private static final int ALL = 682;
  private static final int LIGHT = 6;

  /// The stored results are of the generator's own random numbers: what is dropped is not compared, but how it is.
  private static final Set<String> DRAWN = Set.of("test_training_dropout_default", "test_training_dropout_default_mask",
      "test_training_dropout_mask", "test_training_dropout");

  /// One in so many cases of a family, the first among them, is run where not all are.
  private static final int STRIDE = 6;

  /// One family's cases.
  private static final class Row {
    int seen;
    int passed;
    final List<String> failed = new ArrayList<>();
  }

  @Test
  void someOfEachFamilyAgree() throws IOException {
    Map<String, Row> rows = run(STRIDE);
    assertEquals(List.of(), rows.values().stream().flatMap(r -> r.failed.stream()).toList());
    assertTrue(rows.size() > 120, () -> "only the families " + rows.keySet());
  }

  @Test
  @Tag("thorough")
  void allAgree() throws IOException {
    Map<String, Row> rows = run(1);
    assertEquals(List.of(), rows.values().stream().flatMap(r -> r.failed.stream()).toList());
    assertEquals(ALL, rows.values().stream().mapToInt(r -> r.passed).sum());
  }

  /// Well-known networks whose weights are constants, on `i / n`: what is checked is that they are read and compiled.
  @Test
  @Tag("thorough")
  void largeNetworksAgree() throws IOException {
    var row = new Row();
    try (Stream<Path> files = Files.list(SharedFolder.present(FOLDER).resolve("light"))) {
      files.filter(f -> f.toString().endsWith(".onnx")).sorted().forEach(file -> {
        try {
          OnnxCase.ramp(file, Path.of(file.toString().replace(".onnx", "_output_0.pb")));
          row.passed++;
        } catch (RuntimeException | AssertionError e) {
          row.failed.add(file.getFileName() + ": " + e);
        }
      });
    }
    assertEquals(List.of(), row.failed);
    assertEquals(LIGHT, row.passed);
  }

  private static Map<String, Row> run(int stride) throws IOException {
    Map<String, Row> rows = new TreeMap<>();
    List<String> lines = Files.readAllLines(SharedFolder.present(FOLDER).resolve("index.tsv"));
    String only = System.getProperty("jacquard.onnx.case", "");
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split("\t", -1);
      Row row = rows.computeIfAbsent(cells[2], f -> new Row());
      if (!cells[0].equals("light") && cells[1].contains(only) && row.seen++ % stride == 0) {
        run(FOLDER.resolve(cells[0]).resolve(cells[1]), row);
      }
    }
    print(rows);
    return rows;
  }

  private static void run(Path folder, Row row) {
    String name = folder.getFileName().toString();
    try {
      if (DRAWN.contains(name)) {
        OnnxCase.dropped(folder);
      } else {
        OnnxCase.run(folder);
      }
      row.passed++;
    } catch (RuntimeException | AssertionError e) {
      row.failed.add(name + ": " + e);
    }
  }

  private static void print(Map<String, Row> rows) {
    System.out.printf(Locale.ROOT, "%-34s %6s %6s %8s%n", "family", "passed", "failed", "excluded");
    int passed = 0;
    int failed = 0;
    for (Map.Entry<String, Row> entry : rows.entrySet()) {
      Row row = entry.getValue();
      System.out.printf(Locale.ROOT, "%-34s %6d %6d %8d%n", entry.getKey(), row.passed, row.failed.size(), 0);
      row.failed.forEach(f -> System.out.println("    failed: " + f));
      passed += row.passed;
      failed += row.failed.size();
    }
    System.out.printf(Locale.ROOT, "%-34s %6d %6d %8d%n", "all", passed, failed, 0);
  }
}
