package jacquard.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What every source file has.
@Tag("any-width") // runs no generated code
class SourceTest {
  private static final Pattern OPTION = Pattern.compile("  public (?!.*( class | record | enum |=)).*\\w\\(.*");
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

  /// What `.editorconfig` tells editors, and the order of imports: static ones first, then the others, each by name.
  @Test
  void filesAreFormatted() throws IOException {
    var wrong = new ArrayList<String>();
    for (Path file : Stream.concat(Reactor.allSources().stream(), Reactor.examples().stream()).toList()) {
      String name = Reactor.ROOT.relativize(file).toString();
      String text = Files.readString(file);
      if (!text.endsWith("\n") || text.endsWith("\n\n") || text.contains("\r")) {
        wrong.add(name + ": ends");
      }
      List<String> lines = text.lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        if (line.length() > MOST_COLUMNS || line.contains("\t") || line.endsWith(" ")) {
          wrong.add(name + ":" + (i + 1));
        }
      }
      List<String> imports = lines.stream().filter(l -> l.startsWith("import ")).toList();
      if (!imports.equals(imports.stream().sorted(Comparator.comparing((String l) -> !l.startsWith("import static "))
          .thenComparing(l -> l.replace(";", ""))).toList())) {
        wrong.add(name + ": order of imports");
      }
    }
    assertEquals(List.of(), wrong);
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

  /// A table above the class does not show where an option is used.
  @Test
  void everyOptionSaysWhatItMeans() throws IOException {
    var missing = new ArrayList<String>();
    int options = 0;
    for (Path file : Reactor.sources().stream().filter(f -> f.toString().matches(".*/jacquard/api/.*Options\\.java")).toList()) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        String above = i == 0 ? "" : lines.get(i - 1).strip();
        if (OPTION.matcher(lines.get(i)).matches() && !above.startsWith("@")) {
          options++;
          if (!above.startsWith("///")) {
            missing.add(Reactor.ROOT.relativize(file) + ":" + (i + 1));
          }
        }
      }
    }
    assertTrue(options > 100, options + " options found");
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
