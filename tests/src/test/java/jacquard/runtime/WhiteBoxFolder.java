package jacquard.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// A folder for the boot class path that holds [jdk.test.whitebox.WhiteBox] alone.
final class WhiteBoxFolder {
  private static final String CLASS = "jdk/test/whitebox/WhiteBox.class";

  private WhiteBoxFolder() {}

  /// Below `folder`.
  static Path in(Path folder) throws IOException {
    Path box = folder.resolve("box");
    Path file = box.resolve(CLASS);
    if (!Files.exists(file)) {
      Files.createDirectories(file.getParent());
      try (InputStream in = Objects.requireNonNull(WhiteBoxFolder.class.getResourceAsStream("/" + CLASS))) {
        Files.copy(in, file);
      }
    }
    return box;
  }
}
