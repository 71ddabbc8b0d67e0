package jacquard.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What every source file of main code has.
@Tag("any-width") // runs no generated code
class SourceTest {
  private static final Pattern OPTION = Pattern.compile("  public (?!.*( class | record | enum |=)).*\\w\\(.*");
  private static final Pattern TYPE = Pattern.compile("public ((abstract|final|sealed|non-sealed) )*(class|interface|record|enum|@interface) .*");

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

  /// Annotations may stand between the comment and the type.
  private static boolean isDocumented(List<String> lines, int type) {
    int above = type - 1;
    while (above >= 0 && !lines.get(above).isBlank() && !lines.get(above).startsWith("///")) {
      above--;
    }
    return above >= 0 && lines.get(above).startsWith("///");
  }
}
