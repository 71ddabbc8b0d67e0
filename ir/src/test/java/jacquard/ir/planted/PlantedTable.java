package jacquard.ir.planted;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// How many errors were planted where, and what found them: a table in `tests/README.md`.
public final class PlantedTable {
  private static final Path README = Path.of("..", "tests", "README.md");

  private final String first;
  private final List<String> columns;
  private final Map<String, int[]> rows = new LinkedHashMap<>();

  /// A table whose first column is `first`, and whose others count.
  public PlantedTable(String first, String... columns) {
    this.first = first;
    this.columns = List.of(columns);
  }

  /// One more in `column` of the row `name`.
  public void count(String name, String column) {
    row(name)[columns.indexOf(column)]++;
  }

  /// The row, with zeros where nothing was counted.
  public int[] row(String name) {
    return rows.computeIfAbsent(name, n -> new int[columns.size()]);
  }

  /// The sum of a column.
  public int sum(String column) {
    return rows.values().stream().mapToInt(r -> r[columns.indexOf(column)]).sum();
  }

  private List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add("| " + first + " | " + String.join(" | ", columns) + " |");
    lines.add("| --- |" + " ---: |".repeat(columns.size()));
    rows.forEach((name, row) -> lines.add(line("`" + name + "`", IntStream.of(row))));
    lines.add(line("all", columns.stream().mapToInt(this::sum)));
    return lines;
  }

  private static String line(String name, IntStream counts) {
    return "| " + name + " | " + counts.mapToObj(Integer::toString).collect(Collectors.joining(" | ")) + " |";
  }

  @Override
  public String toString() {
    return String.join("\n", lines());
  }

  /// The README has this table; `-Djacquard.bless=true` writes it there.
  public void requireInReadme() {
    try {
      if (Boolean.getBoolean("jacquard.bless")) {
        var lines = new ArrayList<>(Files.readAllLines(README));
        int at = lines.indexOf(lines().getFirst());
        lines.subList(at, at + kept().size()).clear();
        lines.addAll(at, lines());
        Files.write(README, lines);
      }
      assertEquals(toString(), String.join("\n", kept()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The names of the rows that the README has.
  public List<String> namesInReadme() {
    try {
      return kept().stream().filter(l -> l.startsWith("| `")).map(l -> l.substring(3, l.indexOf('`', 3))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> kept() throws IOException {
    String head = lines().getFirst();
    return Files.readAllLines(README).stream().dropWhile(l -> !l.equals(head)).takeWhile(l -> l.startsWith("|")).toList();
  }
}
