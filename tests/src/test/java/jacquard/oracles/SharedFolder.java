package jacquard.oracles;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/// A folder of answers beside the project.
public final class SharedFolder {
  private SharedFolder() {}

  /// `folder`; the test that asks is skipped where it is missing, with a message.
  public static Path present(Path folder) {
    assumeTrue(Files.isDirectory(folder), () -> folder + " is missing");
    return folder;
  }
}
