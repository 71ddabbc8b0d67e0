package jacquard.ir.io;

import jacquard.ir.UserError;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes files that are whole or absent: the content goes to a temporary file in the same folder, then takes the name.
///
/// An existing file is replaced only when the new one is complete and on the disk; its rights are kept. A failure, or the end of the JVM
/// on the way, removes the temporary file; what a process that was killed left is removed by the next write of the same file. Symbolic
/// links are followed to their end; a device or pipe is written directly, as it has no name to take. An interrupt does not break a write.
///
/// Errors   `file/no-directory`, `file/is-directory`, `file/unwritable`
public final class AtomicFiles {
  /// Writes the content of a file.
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /// As many as Linux follows.
  private static final int MOST_LINKS = 40;

  private AtomicFiles() {}

  /// `folder`, made where it does not exist yet, with those around it.
  ///
  /// Errors: `file/no-directory`.
  public static Path folder(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw UserError.of("file/no-directory").problem("the folder to write to cannot be made").where("%s", folder)
          .got("%s", Files.exists(folder) ? "a file of that name" : e.toString()).fix("name another folder").cause(e).build();
    }
  }

  /// Writes `text` as UTF-8.
  public static void write(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  public static void write(Path file, byte[] bytes) {
    write(file, out -> out.write(bytes));
  }

  /// Writes what `content` gives; an exception it throws leaves the old file, or none, in place.
  public static void write(Path file, Content content) {
    try {
      if (Files.isDirectory(UserError.given("the file", file))) {
        throw UserError.of("file/is-directory").problem("a folder of that name is in the way").where("%s", file)
            .expected("the name of a file").build();
      }
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        writeDirectly(file, content);
        return;
      }
      Path target = followed(file);
      Path folder = target.toAbsolutePath().getParent();
      if (folder != null && !Files.isDirectory(folder)) {
        throw UserError.of("file/no-directory").problem("the folder to write to does not exist").where("%s", file)
            .fix("create the folder %s", folder).build();
      }
      writeAndMove(target, content);
    } catch (IOException e) {
      throw UserError.of("file/unwritable").problem("the file cannot be written").where("%s", file).got("%s", e).cause(e).build();
    }
  }

  /// Where a chain of links leads, also when nothing is there yet. Each link counts from the folder it stands in.
  private static Path followed(Path file) throws IOException {
    Path at = file;
    for (int links = 0; Files.isSymbolicLink(at); links++) {
      if (links == MOST_LINKS) {
        throw new FileSystemLoopException(file.toString());
      }
      at = at.resolveSibling(Files.readSymbolicLink(at));
    }
    return at;
  }

  private static void writeDirectly(Path target, Content content) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target))) {
      content.writeTo(out);
    }
  }

  private static void writeAndMove(Path target, Content content) throws IOException {
    TemporaryFile.removeStale(target);
    try (TemporaryFile temporary = TemporaryFile.create(target, FileRights.of(target))) {
      content.writeTo(temporary.out());
      temporary.moveTo(target);
    }
  }
}
