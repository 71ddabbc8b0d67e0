package jacquard.ir.io;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The file `.NAME.HEX.tmp` beside a target, which takes the target's name once it is complete.
///
/// The writer holds a lock on it, which the system drops however the process ends. A file of that name that can be locked was left by a
/// process that was killed; [#removeStale] deletes it. Where a file system has no locks, none is deleted.
///
/// Writing and locking go through a `FileOutputStream`, which an interrupt does not close as it does channels.
final class TemporaryFile implements AutoCloseable {
  /// Names of more bytes are cut, as file systems allow 255 and the rest of the name takes 22.
  private static final int MOST_NAME_BYTES = 200;
  private static final int ATTEMPTS = 100;
  /// What this process is writing: opening and closing a file again would drop the lock on it.
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final OutputStream out;
  /// The open file of a default file system; none elsewhere.
  private final @Nullable FileOutputStream locked;

  static {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> OWN.forEach(TemporaryFile::deleteQuietly), "jacquard-temporary-files"));
    } catch (IllegalStateException e) {
      // The JVM is ending: what is written now and not completed stays for the next save to remove.
    }
  }

  private TemporaryFile(Path path, OutputStream out, @Nullable FileOutputStream locked) {
    this.path = path;
    this.out = out;
    this.locked = locked;
  }

  /// A new one for `target`, with the rights that `rights` says.
  static TemporaryFile create(Path target, FileRights rights) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      String suffix = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
      Path path = target.resolveSibling(prefix(target) + suffix + ".tmp").toAbsolutePath();
      OWN.add(path);
      TemporaryFile made = null;
      try {
        rights.create(path);
        made = open(path);
      } catch (FileAlreadyExistsException e) {
        // The next number.
      } finally {
        if (made == null) {
          OWN.remove(path);
        }
      }
      if (made != null) {
        return made;
      }
    }
    throw new IOException("no name for a temporary file in " + ATTEMPTS + " attempts");
  }

  /// Null where another process took the new file for one left behind, before it was locked.
  private static @Nullable TemporaryFile open(Path path) throws IOException {
    if (!path.getFileSystem().equals(FileSystems.getDefault())) {
      return new TemporaryFile(path, new BufferedOutputStream(Files.newOutputStream(path)), null);
    }
    var file = new FileOutputStream(path.toFile());
    boolean ours = true;
    try {
      ours = file.getChannel().tryLock() != null;
    } catch (IOException e) {
      // Without locks nobody removes anything.
    }
    if (ours && Files.exists(path)) {
      return new TemporaryFile(path, new BufferedOutputStream(file), file);
    }
    file.close();
    return null;
  }

  OutputStream out() {
    return out;
  }

  /// Gives the complete file the name of `target`. On POSIX it is still locked then, so that nobody removes it on the way.
  void moveTo(Path target) throws IOException {
    out.flush();
    if (locked != null) {
      locked.getFD().sync();
    }
    if (!FileRights.isPosix(path)) {
      out.close();
    }
    try {
      Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(path, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /// Closes the file, and removes it if it has not been moved.
  @Override
  public void close() throws IOException {
    try {
      if (locked != null) {
        locked.close();
      } else {
        out.close();
      }
    } finally {
      try {
        Files.deleteIfExists(path);
      } finally {
        OWN.remove(path);
      }
    }
  }

  /// Deletes what processes that were killed left beside `target`.
  static void removeStale(Path target) {
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null || !folder.getFileSystem().equals(FileSystems.getDefault())) {
      return;
    }
    Pattern left = Pattern.compile(Pattern.quote(prefix(target)) + "[0-9a-f]{16}\\.tmp");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, f -> left.matcher(f.getFileName().toString()).matches())) {
      for (Path file : files) {
        if (!isOwn(file) && Files.isRegularFile(file)) {
          removeUnlocked(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Tidying up is no reason to fail: the target itself may be writable all the same.
    }
  }

  /// By name alone, which is unique: a folder has several paths where links lead to it.
  private static boolean isOwn(Path file) {
    return OWN.stream().anyMatch(own -> own.getFileName().equals(file.getFileName()));
  }

  private static void removeUnlocked(Path file) {
    try (var open = new RandomAccessFile(file.toFile(), "rw"); FileLock lock = open.getChannel().tryLock()) {
      if (lock != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | OverlappingFileLockException e) {
      // It is somebody else's, or cannot be locked.
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The next save removes it.
    }
  }

  private static String prefix(Path target) {
    String name = String.valueOf(target.getFileName());
    boolean isLong = name.getBytes(StandardCharsets.UTF_8).length > MOST_NAME_BYTES;
    return "." + (isLong ? HexFormat.of().toHexDigits(name.hashCode()) : name) + ".";
  }
}
