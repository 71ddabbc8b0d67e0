package jacquard.ir.io;

import jacquard.ir.ArraySource;
import jacquard.ir.DType;
import jacquard.ir.UserError;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Tensors that stay in their file, which is mapped: of what is copied from it no page stays in memory. The mapping goes when nobody refers
/// to it any more; meanwhile the file may be replaced by another or deleted, as [AtomicFiles] does it, but not be written over.
final class MappedTensors {
  /// Smaller ones cost more as views of a file than they take.
  static final int FEWEST_ELEMENTS = 1 << 16;
  /// Windows neither replaces nor deletes a file that is mapped.
  private static final boolean USABLE = !System.getProperty("os.name", "").startsWith("Windows");
  private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble F64 = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path file;
  private final MemorySegment bytes;
  private final BasicFileAttributes attributes;

  private MappedTensors(Path file, MemorySegment bytes, BasicFileAttributes attributes) {
    this.file = file;
    this.bytes = bytes;
    this.attributes = attributes;
  }

  /// Whether a tensor of this type and size stays in its file.
  static boolean suits(DType dtype, long elements) {
    return USABLE && dtype.isFloat() && elements >= FEWEST_ELEMENTS;
  }

  /// An interrupt, which closes channels, is kept for afterwards.
  static MappedTensors of(Path file) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
          MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
          return new MappedTensors(file, bytes, Files.readAttributes(file, BasicFileAttributes.class));
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  long size() {
    return bytes.byteSize();
  }

  /// The tensor of `elements` elements from byte `from` on.
  ArraySource tensor(DType dtype, long from, long elements) {
    MemorySegment tensor = bytes.asSlice(from, elements * dtype.bytes());
    return new Tensor(this, tensor, dtype == DType.F32 ? F32 : F64);
  }

  /// A tensor of the file's: `element` says how its elements lie in `bytes`.
  private record Tensor(MappedTensors of, MemorySegment bytes, ValueLayout element) implements ArraySource {
    @Override
    public double get(int index) {
      return element instanceof ValueLayout.OfFloat ? bytes.getAtIndex(F32, index) : bytes.getAtIndex(F64, index);
    }

    @Override
    public void copy(int from, Object to, int at, int count) {
      MemorySegment window = bytes.asSlice(from * element.byteSize(), count * element.byteSize());
      of.read(window, () -> MemorySegment.copy(window, element, 0, to, at, count));
    }
  }

  /// Errors   `safetensors/changed`.
  private void read(MemorySegment window, Runnable copy) {
    requireUnchanged();
    try {
      copy.run();
      window.unload();
    } catch (InternalError e) {
      // A page that the file no longer has.
      throw changed("a fault in reading it", e);
    }
  }

  /// A file of another key, or none, has taken the name of this one, which is still mapped.
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
