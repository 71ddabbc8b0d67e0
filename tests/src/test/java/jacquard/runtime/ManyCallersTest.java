package jacquard.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// 1,000 virtual threads call one program under `ulimit -u`: no error, the bits of one caller, few threads, and the memory of one caller
/// after a pause.
///
/// Root is not bound by the limit, so that root runs the child as `nobody`; the child tells how many threads it could still start, and the
/// test fails if that shows no limit. A user's limit counts all his threads: those running now are added to it.
@Tag("any-width") // starts JVMs that are not told of a width
class ManyCallersTest {
  private static final int LIMIT = 150;
  private static final int NOBODY = 65_534;
  private static final long TIMEOUT_SECONDS = 300;

  @TempDir static Path folder;

  /// On as many processors as there are, and as if there were 8.
  @ParameterizedTest
  @ValueSource(ints = {0, 8})
  void areServedUnderALimitOfThreads(int processors) throws IOException, InterruptedException {
    int cores = processors == 0 ? Runtime.getRuntime().availableProcessors() : processors;
    List<String> output = run(processors == 0 ? List.of() : List.of("-XX:ActiveProcessorCount=" + processors));
    assertTrue(value(output, "threads") < LIMIT, () -> "the limit is not in force: " + output);
    assertTrue(value(output, "workers") <= 2L * cores, output::toString);
    assertTrue(value(output, "after") <= 1.2 * value(output, "alone"), output::toString);
  }

  private static long value(List<String> output, String name) {
    return output.stream().filter(l -> l.startsWith(name + "=")).mapToLong(l -> Long.parseLong(l.substring(name.length() + 1))).findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + output));
  }

  /// The collector is the serial one, which has no threads of its own; they would count.
  private static List<String> run(List<String> options) throws IOException, InterruptedException {
    boolean root = uid() == 0;
    long limit = LIMIT + threadsOf(root ? NOBODY : uid());
    var command = new ArrayList<String>();
    if (root) {
      command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
    }
    command.addAll(List.of("bash", "-c", "ulimit -u " + limit + " && exec \"$@\"", "bash",
        ProcessHandle.current().info().command().orElseThrow()));
    command.addAll(options);
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx512m", "--add-modules", "jdk.incubator.vector", "-cp", readableClassPath(),
        ManyCallers.class.getName()));
    Path output = Files.createTempFile(folder, "output", ".txt");
    Process process = new ProcessBuilder(command).directory(new File("/")).redirectErrorStream(true).redirectOutput(output.toFile())
        .start();
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError("still running after " + TIMEOUT_SECONDS + " s: " + Files.readAllLines(output));
    }
    List<String> lines = Files.readAllLines(output);
    assertEquals(0, process.exitValue(), () -> String.join("\n", lines));
    return lines;
  }

  private static int uid() throws IOException {
    return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }

  /// How many threads run as the user `uid`.
  private static long threadsOf(int uid) throws IOException {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes.filter(p -> p.getFileName().toString().matches("\\d+")).mapToLong(p -> threadsOf(p, uid)).sum();
    }
  }

  private static long threadsOf(Path process, int uid) {
    try (Stream<Path> threads = Files.list(process.resolve("task"))) {
      return (int) Files.getAttribute(process, "unix:uid") == uid ? threads.count() : 0;
    } catch (IOException | UncheckedIOException e) {
      return 0; // it has ended
    }
  }

  /// This process's class path, copied to where any user can read it.
  private static String readableClassPath() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path copies = folder.resolve("classes");
    var entries = new ArrayList<String>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path from = Path.of(entry);
      if (!entry.isEmpty() && Files.exists(from)) {
        Path to = copies.resolve(entries.size() + "-" + from.getFileName());
        if (!Files.exists(to)) {
          copy(from, to);
        }
        entries.add(to.toString());
      }
    }
    return entries.stream().collect(Collectors.joining(File.pathSeparator));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }
}
