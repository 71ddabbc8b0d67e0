package jacquard.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two builds of the same sources, in folders of different names, give jars of the same bytes.
@Tag("thorough")
class ReproducibleBuildTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Set<String> LEFT_OUT = Set.of("target", ".git", ".fast");

  @TempDir Path folder;

  @Test
  void twoBuildsGiveTheSameJars() throws Exception {
    Map<String, String> first = build(folder.resolve("first"));
    Map<String, String> second = build(folder.resolve("somewhere").resolve("second"));
    assertTrue(first.keySet().containsAll(Set.of("api/target/jacquard.jar", "ir/target/jacquard-ir-0.1.0-SNAPSHOT.jar")), first::toString);
    assertEquals(first, second);
  }

  /// Jar to hash of its bytes.
  private static Map<String, String> build(Path project) throws IOException, InterruptedException, NoSuchAlgorithmException {
    copy(project);
    String maven = File.separatorChar == '\\' ? "mvn.cmd" : "mvn";
    Process process = new ProcessBuilder(maven, "-q", "-B", "-DskipTests", "package").directory(project.toFile()).inheritIO().start();
    assertEquals(0, process.waitFor());
    var jars = new TreeMap<String, String>();
    try (Stream<Path> files = Files.walk(project)) {
      for (Path jar : files.filter(f -> f.toString().endsWith(".jar") && f.getParent().endsWith("target")).toList()) {
        jars.put(project.relativize(jar).toString().replace(File.separatorChar, '/'),
            HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar))));
      }
    }
    return jars;
  }

  private static void copy(Path project) throws IOException {
    Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
        if (LEFT_OUT.contains(directory.getFileName().toString()) && !directory.equals(ROOT)) {
          return FileVisitResult.SKIP_SUBTREE;
        }
        Files.createDirectories(project.resolve(ROOT.relativize(directory)));
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        Files.copy(file, project.resolve(ROOT.relativize(file)));
        return FileVisitResult.CONTINUE;
      }
    });
  }
}
