package jacquard.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The runnable jar's main class says on an older Java, in one sentence, which one is needed.
class LauncherTest {
  private static final Path SOURCE = Reactor.ROOT.resolve("api/src/launcher/java/jacquard/api/cli/Launcher.java");
  private static final String LAUNCHER = "jacquard.api.cli.Launcher";

  @TempDir static Path folder;

  @BeforeAll
  static void compilesForJava8() throws IOException {
    assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, "--release", "8", "-Xlint:-options", "-d", folder.toString(),
        SOURCE.toString()));
    String pom = Files.readString(Reactor.ROOT.resolve("api/pom.xml"));
    assertTrue(pom.contains("<mainClass>" + LAUNCHER + "</mainClass>") && pom.contains("<release>8</release>"));
  }

  @Test
  void anOlderJavaIsTold() throws IOException, InterruptedException {
    Optional<Path> old = javas().filter(LauncherTest::isOld).findFirst();
    List<String> arguments = List.of("-cp", folder.toString(), LAUNCHER, "nets");
    ChildJvm child = old.isPresent() ? ChildJvm.run(old.get(), folder, arguments)
        : ChildJvm.run(folder, Stream.concat(Stream.of("-Djava.specification.version=17"), arguments.stream()).toList());
    assertEquals(1, child.exit());
    assertEquals(1, child.errors().size(), () -> child.errors().toString());
    assertTrue(child.errors().getFirst().startsWith("Jacquard needs Java 25 or newer, and this is Java "), child.errors()::toString);
    assertEquals(List.of(), child.output());
  }

  @Test
  void thisJavaStartsTheCommandLine() throws IOException, InterruptedException {
    String path = String.join(File.pathSeparator, folder.toString(), Reactor.commandLinePath());
    ChildJvm child = ChildJvm.run(folder, List.of("--add-modules", "jdk.incubator.vector", "-cp", path, LAUNCHER, "nets"));
    assertEquals(0, child.exit(), () -> child.errors().toString());
    assertTrue(child.output().stream().anyMatch(l -> l.startsWith("lenet5 ")), () -> child.output().toString());
  }

  /// Those on the path, and those installed beside this one.
  private static Stream<Path> javas() throws IOException {
    Stream<Path> onPath = Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator)).map(Path::of);
    Path installed = Objects.requireNonNull(Path.of(System.getProperty("java.home")).getParent());
    List<Path> beside;
    try (Stream<Path> homes = Files.list(installed)) {
      beside = homes.map(h -> h.resolve("bin")).toList();
    }
    return Stream.concat(onPath, beside.stream()).map(bin -> bin.resolve("java")).filter(Files::isExecutable);
  }

  private static boolean isOld(Path java) {
    try {
      Path release = Objects.requireNonNull(java.toRealPath().getParent()).resolveSibling("release");
      return Files.exists(release)
          && Files.readAllLines(release).stream().anyMatch(l -> l.matches("JAVA_VERSION=\"(1\\.8|8|9|1\\d|2[0-4])\\b.*"));
    } catch (IOException e) {
      return false;
    }
  }
}
