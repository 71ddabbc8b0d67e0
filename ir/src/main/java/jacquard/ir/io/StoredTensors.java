package jacquard.ir.io;

import jacquard.ir.ArraySource;
import jacquard.ir.DType;
import jacquard.ir.UserError;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Tensors that stay in their file, which is open until nobody refers to them any more; meanwhile it may be replaced by another or deleted,
/// as [AtomicFiles] does it, but not be written over.
///
/// The file is not mapped: pages of a mapping count as the process's own until they are given back, and taking and giving them back takes
/// three times as long as reading. Nor is it a channel, which an interrupt closes.
final class StoredTensors {
  /// Smaller ones cost more as views of a file than they take.
  static final int FEWEST_ELEMENTS = 1 << 16;
  /// Windows neither replaces nor deletes a file that is open.
  private static final boolean USABLE = !System.getProperty("os.name", "").startsWith("Windows");
  /// What is read at once lies in the second-level cache.
  private static final int BUFFER_BYTES = 1 << 17;
  /// Elements around a single one that are read with it, for the next.
  private static final int AROUND = 1 << 10;

  private final Path file;
  /// Closed when it is unreachable.
  private final RandomAccessFile open;
  private final BasicFileAttributes attributes;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final FloatBuffer floats = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  private final DoubleBuffer doubles = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer();

  private StoredTensors(Path file, RandomAccessFile open, BasicFileAttributes attributes) {
    this.file = file;
    this.open = open;
    this.attributes = attributes;
  }

  /// Whether a tensor of this type and size stays in its file.
  static boolean suits(Path file, DType dtype, long elements) {
    return USABLE && file.getFileSystem() == FileSystems.getDefault() && dtype.isFloat() && elements >= FEWEST_ELEMENTS;
  }

  static StoredTensors of(Path file) throws IOException {
    var open = new RandomAccessFile(file.toFile(), "r");
    try {
      return new StoredTensors(file, open, Files.readAttributes(file, BasicFileAttributes.class));
    } catch (IOException e) {
      open.close();
      throw e;
    }
  }

  long size() throws IOException {
    return open.length();
  }

  /// The tensor of elements of type `dtype` from byte `from` on.
  ArraySource tensor(DType dtype, long from) {
    return new Tensor(from, dtype.bytes());
  }

  private final class Tensor implements ArraySource {
    private final long begin;
    private final int bytes;
    private volatile @Nullable Window last;

    private record Window(int from, double[] elements) {}

    Tensor(long begin, int bytes) {
      this.begin = begin;
      this.bytes = bytes;
    }

    @Override
    public double get(int index) {
      Window window = last;
      if (window == null || index / AROUND * AROUND != window.from) {
        window = window(index / AROUND * AROUND);
        last = window;
      }
      return window.elements[index - window.from];
    }

    private Window window(int from) {
      var elements = new double[AROUND];
      long behind = (attributes.size() - begin) / bytes;
      int count = (int) Math.min(AROUND, behind - from);
      if (bytes == Double.BYTES) {
        copy(from, elements, 0, count);
      } else {
        var narrow = new float[count];
        copy(from, narrow, 0, count);
        for (int i = 0; i < count; i++) {
          elements[i] = narrow[i];
        }
      }
      return new Window(from, elements);
    }

    @Override
    public void copy(int from, Object to, int at, int count) {
      requireUnchanged();
      int most = BUFFER_BYTES / bytes;
      for (int done = 0; done < count; done += most) {
        read(begin + (from + done) * (long) bytes, to, at + done, Math.min(most, count - done));
      }
    }
  }

  /// Reads `count` elements from byte `from` on, which the buffer holds.
  ///
  /// Errors   `safetensors/changed`.
  private void read(long from, Object to, int at, int count) {
    synchronized (buffer) {
      try {
        open.seek(from);
        if (to instanceof float[] array) {
          open.readFully(buffer, 0, count * Float.BYTES);
          floats.get(0, array, at, count);
        } else {
          open.readFully(buffer, 0, count * Double.BYTES);
          doubles.get(0, (double[]) to, at, count);
        }
      } catch (EOFException e) {
        throw changed("a file that ends early", e);
      } catch (IOException e) {
        throw UserError.of("safetensors/unreadable").problem("the file cannot be read").where("%s", file).got("%s", e).cause(e).build();
      }
    }
  }

  /// A file of another key, or none, has taken the name of this one, which is still open.
  private void requireUnchanged() {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      if (Objects.equals(now.fileKey(), attributes.fileKey())
          && (now.size() != attributes.size() || !now.lastModifiedTime().equals(attributes.lastModifiedTime()))) {
        throw changed(now.size() + " bytes of " + now.lastModifiedTime(), null);
      }
    } catch (IOException e) {
      // Deleted.
    }
  }

  private UserError changed(String got, @Nullable Throwable cause) {
    UserError.Builder error = UserError.of("safetensors/changed").problem("the file was written over after it was loaded")
        .where("%s", file).got("%s", got).expected("%d bytes of %s", attributes.size(), attributes.lastModifiedTime())
        .fix("write another file and move it in place of this one, as save() does; then load that");
    return (cause == null ? error : error.cause(cause)).build();
  }
}
