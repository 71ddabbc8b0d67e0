package jacquard.ir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A file or folder that is not where it was looked for: what there is instead.
record AbsentPath(Path path) {
  /// Names looked through for one that was meant.
  private static final int MOST_NAMES = 10_000;

  /// `nothing of this name in /home/ada/data`, where that folder is missing too `no folder data in /home/ada`, or what is there.
  String found() {
    if (Files.isDirectory(path)) {
      return "a folder";
    }
    if (Files.exists(path)) {
      return "a file";
    }
    Path missing = firstMissing();
    String in = missing.getParent() == null ? "" : " in " + missing.getParent();
    if (missing.equals(whole())) {
      return "nothing of this name" + in;
    }
    return "no folder " + missing.getFileName() + in + (Files.exists(missing) ? ", which is a file" : "");
  }

  /// The first part of the path that is missing, as its writer has it.
  String missingName() {
    return String.valueOf(firstMissing().getFileName());
  }

  /// The other names beside it.
  List<String> beside() {
    Path folder = firstMissing().getParent();
    if (folder == null) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.limit(MOST_NAMES).map(e -> String.valueOf(e.getFileName())).filter(n -> !n.equals(missingName())).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of(); // a folder that may not be read has no names to offer
    }
  }

  private Path whole() {
    return path.toAbsolutePath().normalize();
  }

  private Path firstMissing() {
    Path missing = whole();
    while (missing.getParent() != null && !Files.isDirectory(missing.getParent())) {
      missing = missing.getParent();
    }
    return missing;
  }
}
