package jacquard.architecture;

import jacquard.api.Model;
import jacquard.compiler.Compiler;
import jacquard.ir.Shape;
import jacquard.runtime.Executable;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The modules of this build: their sources, and the classes or jars the tests run with.
final class Reactor {
  /// Tests run in their module's folder.
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  static final List<String> MODULES = List.of("ir", "runtime", "compiler", "api");

  private static final List<Class<?>> MEMBERS = List.of(Shape.class, Executable.class, Compiler.class, Model.class);

  private static final List<String> LIBRARIES =
      List.of("asm-", "ejml-", "error_prone_annotations-", "failureaccess-", "gson-", "guava-", "jspecify-");

  private Reactor() {}

  /// The folders or jars of our four modules, in the order of `MODULES`.
  static List<Path> artefacts() {
    return MEMBERS.stream().map(Reactor::artefact).toList();
  }

  private static Path artefact(Class<?> member) {
    try {
      return Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What a user of `jacquard-api` gets: our modules and their libraries, without the optional ones.
  static String userPath() {
    Stream<String> libraries = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> LIBRARIES.stream().anyMatch(Path.of(entry).getFileName().toString()::startsWith));
    return Stream.concat(artefacts().stream().map(Path::toString), libraries).distinct().collect(Collectors.joining(File.pathSeparator));
  }

  /// What the command line needs: all that these tests run with.
  static String commandLinePath() {
    return System.getProperty("java.class.path");
  }

  /// The Java and Kotlin files of all modules, tests included.
  static List<Path> allSources() {
    return files("src", ".java", ".kt");
  }

  /// The Java and Kotlin files of users' projects.
  static List<Path> examples() {
    Path built = ROOT.resolve("api/examples/target");
    return files(Stream.of("api/examples"), "", ".java", ".kt").stream().filter(f -> !f.startsWith(built)).toList();
  }

  /// The files of main code, the test kit's included.
  static List<Path> sources() {
    return files("src/main/java", ".java");
  }

  private static List<Path> files(String folder, String... endings) {
    return files(Stream.concat(MODULES.stream(), Stream.of("api/spark", "api/docs", "tests")), folder, endings);
  }

  private static List<Path> files(Stream<String> modules, String folder, String... endings) {
    return modules.flatMap(module -> {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve(folder))) {
        return files.filter(f -> Stream.of(endings).anyMatch(f.toString()::endsWith)).sorted().toList().stream();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }).toList();
  }
}
