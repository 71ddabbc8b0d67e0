package jacquard.api.watch;

import jacquard.ir.UserError;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A file that a run adds to. Readers see all of it but what was added last, also after the process was killed.
///
/// Through a `FileOutputStream`, which an interrupt does not close as it does channels. What fails after the file was opened is logged once
/// and ends the file: no run is lost to a full disk.
final class GrowingFile {
  private static final System.Logger LOG = System.getLogger("jacquard.api");
  private static final long FLUSH_NANOS = 1_000_000_000L;

  private final Path path;
  private @Nullable OutputStream out;
  private long flushed = System.nanoTime();

  /// A new file, in place of one of that name.
  ///
  /// Errors: `file/unwritable`.
  GrowingFile(Path path) {
    this.path = path;
    try {
      this.out = new BufferedOutputStream(new FileOutputStream(path.toFile()));
    } catch (IOException | UnsupportedOperationException e) {
      throw UserError.of("file/unwritable").problem("the file cannot be written").where("%s", path).got("%s", e).cause(e).build();
    }
  }

  /// Adds `bytes`; they reach the system within about a second.
  void add(byte[] bytes) {
    OutputStream open = out;
    if (open != null) {
      try {
        open.write(bytes);
        if (System.nanoTime() - flushed > FLUSH_NANOS) {
          flush();
        }
      } catch (IOException e) {
        give(e);
      }
    }
  }

  void flush() {
    OutputStream open = out;
    if (open != null) {
      try {
        open.flush();
        flushed = System.nanoTime();
      } catch (IOException e) {
        give(e);
      }
    }
  }

  private void give(IOException e) {
    out = null;
    LOG.log(System.Logger.Level.WARNING, path + " cannot be written on, training goes on without it: " + e);
  }

  void close() {
    OutputStream open = out;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        give(e);
      }
      out = null;
    }
  }
}
