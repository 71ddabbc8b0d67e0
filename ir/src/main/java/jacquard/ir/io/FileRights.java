package jacquard.ir.io;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Who may do what with a file that replaces another: what was allowed before; for a new file, what the user's mask leaves.
///
/// Owner and group are kept where the process may set them. Where it may not, the rights stay those of before, of the process's own user.
final class FileRights {
  private static final FileAttribute<?>[] NONE = {};

  private final @Nullable PosixFileAttributes before;

  private FileRights(@Nullable PosixFileAttributes before) {
    this.before = before;
  }

  /// Those of `target`, which need not exist.
  static FileRights of(Path target) throws IOException {
    return new FileRights(isPosix(target) && Files.exists(target) ? Files.readAttributes(target, PosixFileAttributes.class) : null);
  }

  static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /// Makes the empty file `path`, never more open than it ends up.
  void create(Path path) throws IOException {
    PosixFileAttributes old = before;
    if (old == null) {
      Files.createFile(path, NONE);
      return;
    }
    Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      var view = Objects.requireNonNull(Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS));
      PosixFileAttributes made = view.readAttributes();
      keepOwner(view, old, made);
      view.setPermissions(old.permissions());
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(path);
      throw e;
    }
  }

  private static void keepOwner(PosixFileAttributeView view, PosixFileAttributes old, PosixFileAttributes made) throws IOException {
    try {
      if (!made.group().equals(old.group())) {
        view.setGroup(old.group());
      }
      if (!made.owner().equals(old.owner())) {
        view.setOwner(old.owner());
      }
    } catch (FileSystemException e) {
      // Only some processes may give files away; the content counts more than its owner.
    }
  }
}
