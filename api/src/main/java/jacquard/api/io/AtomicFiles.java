package jacquard.api.io;

import jacquard.ir.UserError;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/// Writes files that are whole or absent: the content goes to a temporary file in the same folder, then takes the name.
///
/// An existing file is replaced only when the new one is complete and on the disk. A failure, or the end of the JVM on the way,
/// removes the temporary file. A symbolic link is followed; a device or pipe is written directly, as it has no name to take.
///
/// Errors   `file/no-directory`, `file/is-directory`, `file/unwritable`
public final class AtomicFiles {
  /// Writes the content of a file.
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private AtomicFiles() {}

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
      Path target = Files.isSymbolicLink(file) ? followed(file) : file;
      if (Files.isDirectory(target)) {
        throw UserError.of("file/is-directory").problem("a folder of that name is in the way").where("%s", file)
            .expected("the name of a file").build();
      }
      Path folder = target.toAbsolutePath().getParent();
      if (folder != null && !Files.isDirectory(folder)) {
        throw UserError.of("file/no-directory").problem("the folder to write to does not exist").where("%s", file)
            .fix("create the folder %s", folder).build();
      }
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        writeDirectly(target, content);
      } else {
        writeAndMove(target, content);
      }
    } catch (IOException e) {
      throw UserError.of("file/unwritable").problem("the file cannot be written").where("%s", file).got("%s", e).cause(e).build();
    }
  }

  /// Where a link leads, also when nothing is there yet.
  private static Path followed(Path link) throws IOException {
    return Files.exists(link) ? link.toRealPath() : link.resolveSibling(Files.readSymbolicLink(link));
  }

  private static void writeDirectly(Path target, Content content) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target))) {
      content.writeTo(out);
    }
  }

  private static void writeAndMove(Path target, Content content) throws IOException {
    String suffix = Long.toHexString(ThreadLocalRandom.current().nextLong());
    Path temporary = target.resolveSibling("." + target.getFileName() + "." + suffix + ".tmp");
    if (temporary.getFileSystem().equals(FileSystems.getDefault())) {
      temporary.toFile().deleteOnExit();
    }
    try {
      writeThrough(temporary, content);
      try {
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /// `CREATE_NEW` gives the user's own permissions, which a file made by `createTempFile` lacks.
  private static void writeThrough(Path temporary, Content content) throws IOException {
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
      content.writeTo(out);
      out.flush();
      channel.force(true);
    }
  }
}
