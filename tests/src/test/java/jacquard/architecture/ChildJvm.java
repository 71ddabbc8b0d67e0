package jacquard.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A run of the `java` that runs this test.
public record ChildJvm(int exit, List<String> output, List<String> errors) {
  private static final long TIMEOUT_SECONDS = 120;

  public static ChildJvm run(Path folder, List<String> arguments) throws IOException, InterruptedException {
    return run(current(), folder, Path.of("").toAbsolutePath(), TIMEOUT_SECONDS, arguments);
  }

  /// With `folder` as its working directory, for at most `seconds`.
  public static ChildJvm runIn(Path folder, long seconds, List<String> arguments) throws IOException, InterruptedException {
    return run(current(), folder, folder, seconds, arguments);
  }

  /// A run of another `java`.
  static ChildJvm run(Path java, Path folder, List<String> arguments) throws IOException, InterruptedException {
    return run(java, folder, Path.of("").toAbsolutePath(), TIMEOUT_SECONDS, arguments);
  }

  private static Path current() {
    return Path.of(ProcessHandle.current().info().command().orElseThrow());
  }

  private static ChildJvm run(Path java, Path folder, Path working, long seconds, List<String> arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(java.toString());
    command.addAll(arguments);
    Path output = Files.createTempFile(folder, "output", ".txt");
    Path errors = Files.createTempFile(folder, "errors", ".txt");
    Process process = new ProcessBuilder(command).directory(working.toFile()).redirectOutput(output.toFile()).redirectError(errors.toFile())
        .start();
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError("still running after " + seconds + " s: " + command);
    }
    return new ChildJvm(process.exitValue(), Files.readAllLines(output), Files.readAllLines(errors));
  }
}
