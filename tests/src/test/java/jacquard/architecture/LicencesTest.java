package jacquard.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The runnable jar holds the licence of every project whose classes it holds.
@Tag("any-width") // runs no generated code
class LicencesTest {
  private static final Path JAR = Path.of("../api/target/jacquard.jar");
  private static final String FOLDER = "META-INF/licenses/";
  private static final int SHORTEST = 1_000;
  private static final List<String> OURS = List.of("jacquard/", "META-INF/");

  @Test
  void everyBundledClassHasItsLicence() throws IOException {
    assumeTrue(Files.exists(JAR), "needs " + JAR + ", which mvn package makes");
    try (var jar = new ZipFile(JAR.toFile())) {
      Map<String, String> licences = lines(jar, "/");
      Set<String> used = new TreeSet<>();
      Set<String> without = new TreeSet<>();
      jar.stream().map(ZipEntry::getName).filter(n -> n.endsWith(".class"))
          .map(n -> n.replaceFirst("^META-INF/versions/\\d+/", "")).filter(n -> OURS.stream().noneMatch(n::startsWith)).forEach(n ->
              licences.keySet().stream().filter(n::startsWith).findFirst().ifPresentOrElse(used::add,
                  () -> without.add(n.substring(0, n.lastIndexOf('/') + 1))));
      assertEquals(Set.of(), without, "packages of other projects without a line in " + FOLDER + "NOTICES.txt");
      assertEquals(licences.keySet(), used, "the folders NOTICES.txt names are those in the jar");
      Map<String, String> scripts = lines(jar, ".js");
      assertEquals(scripts.keySet(), jar.stream().map(ZipEntry::getName).filter(n -> n.endsWith(".min.js")).collect(Collectors.toSet()),
          "the scripts NOTICES.txt names are those of others in the jar");
      licences.putAll(scripts);
      for (String file : licences.values()) {
        assertTrue(text(jar, FOLDER + file).length() > SHORTEST, file);
      }
      assertTrue(text(jar, FOLDER + "Apache-2.0.txt").contains("Apache License"), "Jacquard's own licence");
    }
  }

  /// Folder of classes, or script, to file of the licence, as lines of NOTICES.txt say whose first word ends in `end`.
  private static Map<String, String> lines(ZipFile jar, String end) throws IOException {
    var licences = new LinkedHashMap<String, String>();
    text(jar, FOLDER + "NOTICES.txt").lines().map(l -> l.split("\\s+", 3)).filter(l -> l[0].endsWith(end))
        .forEach(l -> licences.put(l[0], l[1]));
    return licences;
  }

  private static String text(ZipFile jar, String name) throws IOException {
    ZipEntry entry = jar.getEntry(name);
    assertTrue(entry != null, "the jar has no " + name);
    return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
  }
}
