package jacquard.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What every source file has.
@Tag("any-width") // runs no generated code
class SourceTest {
  private static final int MOST_COLUMNS = 140;
  private static final int MOST_LINES = 400;
  private static final Pattern TYPE =
      Pattern.compile("public ((abstract|final|sealed|non-sealed) )*(class|interface|record|enum|@interface) .*");

  /// A longer file holds more than one idea.
  @Test
  void noFileIsLong() throws IOException {
    var tooLong = new ArrayList<Path>();
    for (Path file : Reactor.allSources()) {
      if (Files.readAllLines(file).size() > MOST_LINES) {
        tooLong.add(Reactor.ROOT.relativize(file));
      }
    }
    assertEquals(List.of(), tooLong);
  }

  @Test
  void linesFitIntoAWindow() throws IOException {
    var tooLong = new ArrayList<String>();
    for (Path file : Reactor.allSources()) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).length() > MOST_COLUMNS) {
          tooLong.add(Reactor.ROOT.relativize(file) + ":" + (i + 1));
        }
      }
    }
    assertEquals(List.of(), tooLong);
  }

  @Test
  void everyPackageIsNullMarked() throws IOException {
    var folders = Reactor.sources().stream().filter(f -> !f.endsWith("module-info.java")).map(Path::getParent).collect(Collectors.toSet());
    assertTrue(folders.size() >= 15, folders::toString);
    var missing = new ArrayList<Path>();
    for (Path folder : folders) {
      Path info = folder.resolve("package-info.java");
      if (!Files.exists(info) || !Files.readAllLines(info).contains("@NullMarked")) {
        missing.add(Reactor.ROOT.relativize(folder));
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void everyPublicTypeSaysWhatItIs() throws IOException {
    var missing = new ArrayList<String>();
    int types = 0;
    for (Path file : Reactor.sources()) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (TYPE.matcher(lines.get(i)).matches()) {
          types++;
          if (!isDocumented(lines, i)) {
            missing.add(Reactor.ROOT.relativize(file) + ":" + (i + 1));
          }
        }
      }
    }
    assertTrue(types > 150, types + " public types found");
    assertEquals(List.of(), missing);
  }

  /// Whoever reads a type's simple name knows which type it is, whatever the file imports. Members go by their type's name too.
  @Test
  void noTwoTypesShareASimpleName() {
    var files = new TreeMap<String, List<Path>>();
    for (Path file : Reactor.sources()) {
      files.computeIfAbsent(file.getFileName().toString(), name -> new ArrayList<>()).add(Reactor.ROOT.relativize(file));
    }
    files.keySet().removeAll(Set.of("package-info.java", "module-info.java"));
    assertTrue(files.size() > 500, files.size() + " names found");
    assertEquals(List.of(), files.values().stream().filter(same -> same.size() > 1).toList());
  }

  /// Annotations may stand between the comment and the type.
  private static boolean isDocumented(List<String> lines, int type) {
    int above = type - 1;
    while (above >= 0 && !lines.get(above).isBlank() && !lines.get(above).startsWith("///")) {
      above--;
    }
    return above >= 0 && lines.get(above).startsWith("///");
  }
}
