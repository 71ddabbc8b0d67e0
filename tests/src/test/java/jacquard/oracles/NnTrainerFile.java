package jacquard.oracles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads little-endian floats one tensor after the other; what is missing or left over is an error.
final class NnTrainerFile {
  private final Path file;
  private final ByteBuffer bytes;

  NnTrainerFile(Path file) {
    this.file = file;
    try {
      this.bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  /// The next `count` floats.
  float[] next(long count) {
    if (bytes.remaining() < 4 * count) {
      throw new IllegalStateException("%s ends %d bytes early".formatted(file, 4 * count - bytes.remaining()));
    }
    float[] values = new float[Math.toIntExact(count)];
    bytes.asFloatBuffer().get(values);
    bytes.position(bytes.position() + 4 * values.length);
    return values;
  }

  /// The next floats after their count.
  float[] counted() {
    try {
      return next(bytes.getInt());
    } catch (BufferUnderflowException | NegativeArraySizeException e) {
      throw new IllegalStateException(file + ": no count at " + bytes.position(), e);
    }
  }

  void requireEnd() {
    if (bytes.hasRemaining()) {
      throw new IllegalStateException("%s: %d bytes are left over".formatted(file, bytes.remaining()));
    }
  }
}
