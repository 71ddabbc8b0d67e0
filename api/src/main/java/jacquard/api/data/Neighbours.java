package jacquard.api.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What stands where something was looked for.
final class Neighbours {
  private Neighbours() {}

  /// The names in the folder that `path` would be in; none where there is no such folder.
  static List<String> of(Path path) {
    Path folder = path.toAbsolutePath().normalize().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(e -> String.valueOf(e.getFileName())).sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
