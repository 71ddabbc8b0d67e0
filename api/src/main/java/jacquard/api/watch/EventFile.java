package jacquard.api.watch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/// TensorBoard's event file: records of a length, its checksum, a protocol buffer and its checksum.
///
/// Written by hand: five messages with a dozen fields, for which a library user would else need the protocol buffers' runtime.
/// Source   TensorFlow's `tensorflow/core/lib/io/record_writer.h` (framing, masked CRC32C), `core/util/event.proto`,
///          `core/framework/summary.proto`
final class EventFile {
  private static final int CHECKSUM_SHIFT = 15;
  private static final int CHECKSUM_ADDED = 0xa282ead8;
  private static final int BINS = 64;
  private static final double MILLIS = 1e3;

  // Field numbers.
  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int VALUE = 1;
  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;
  private static final int IMAGE = 4;
  private static final int HISTOGRAM = 5;
  private static final int RED_GREEN_BLUE = 3;

  private final GrowingFile file;

  EventFile(Path path) {
    this.file = new GrowingFile(path);
    add(event(0).text(FILE_VERSION, "brain.Event:2"));
  }

  void scalar(long step, String tag, double value) {
    add(step, new Message().text(TAG, tag).number(SIMPLE_VALUE, (float) value));
  }

  /// A picture as PNG.
  void image(long step, String tag, int width, int height, byte[] png) {
    add(step, new Message().text(TAG, tag)
        .message(IMAGE, new Message().whole(1, height).whole(2, width).whole(3, RED_GREEN_BLUE).bytes(4, png)));
  }

  /// Counts of `values` in 64 bins of one width. Values that are not finite are left out.
  void histogram(long step, String tag, double... values) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    double sum = 0;
    double squares = 0;
    long count = 0;
    for (double v : values) {
      if (Double.isFinite(v)) {
        low = Math.min(low, v);
        high = Math.max(high, v);
        sum += v;
        squares += v * v;
        count++;
      }
    }
    if (count == 0) {
      return;
    }
    double width = high > low ? (high - low) / BINS : Math.max(Math.abs(high) * 1e-6, Double.MIN_NORMAL);
    var limits = new double[BINS];
    var counts = new double[BINS];
    for (int b = 0; b < BINS; b++) {
      limits[b] = b == BINS - 1 ? Math.max(high, low + width * BINS) : low + width * (b + 1);
    }
    for (double v : values) {
      if (Double.isFinite(v)) {
        counts[(int) Math.clamp((v - low) / width, 0, BINS - 1)]++;
      }
    }
    add(step, new Message().text(TAG, tag).message(HISTOGRAM, new Message().number(1, low).number(2, high).number(3, (double) count)
        .number(4, sum).number(5, squares).numbers(6, limits).numbers(7, counts)));
  }

  void flush() {
    file.flush();
  }

  void close() {
    file.close();
  }

  private void add(long step, Message value) {
    add(event(step).message(SUMMARY, new Message().message(VALUE, value)));
  }

  private static Message event(long step) {
    return new Message().number(WALL_TIME, System.currentTimeMillis() / MILLIS).whole(STEP, step);
  }

  private void add(Message event) {
    byte[] data = event.array();
    ByteBuffer record = ByteBuffer.allocate(data.length + 2 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length);
    record.putInt(checksum(record.array(), 0, Long.BYTES)).put(data).putInt(checksum(data, 0, data.length));
    file.add(record.array());
  }

  private static int checksum(byte[] bytes, int from, int count) {
    var crc = new CRC32C();
    crc.update(bytes, from, count);
    return Integer.rotateRight((int) crc.getValue(), CHECKSUM_SHIFT) + CHECKSUM_ADDED;
  }

  /// A protocol buffer under construction.
  private static final class Message {
    private static final int VARINT = 0;
    private static final int DOUBLE = 1;
    private static final int LENGTH = 2;
    private static final int FLOAT = 5;

    private ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);

    private ByteBuffer room(int count) {
      if (bytes.remaining() < count) {
        ByteBuffer larger = ByteBuffer.allocate(2 * (bytes.position() + count)).order(ByteOrder.LITTLE_ENDIAN);
        larger.put(bytes.flip());
        bytes = larger;
      }
      return bytes;
    }

    private void varint(long value) {
      room(10);
      long rest = value;
      while ((rest & ~0x7FL) != 0) {
        bytes.put((byte) (rest & 0x7F | 0x80));
        rest >>>= 7;
      }
      bytes.put((byte) rest);
    }

    private Message key(int field, int type) {
      varint((long) field << 3 | type);
      return this;
    }

    Message whole(int field, long value) {
      key(field, VARINT).varint(value);
      return this;
    }

    Message number(int field, double value) {
      key(field, DOUBLE).room(Double.BYTES).putDouble(value);
      return this;
    }

    Message number(int field, float value) {
      key(field, FLOAT).room(Float.BYTES).putFloat(value);
      return this;
    }

    Message bytes(int field, byte... value) {
      key(field, LENGTH).varint(value.length);
      room(value.length).put(value);
      return this;
    }

    Message text(int field, String value) {
      return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Message value) {
      return bytes(field, value.array());
    }

    /// Packed.
    Message numbers(int field, double... values) {
      key(field, LENGTH).varint((long) values.length * Double.BYTES);
      room(values.length * Double.BYTES);
      for (double value : values) {
        bytes.putDouble(value);
      }
      return this;
    }

    byte[] array() {
      var array = new byte[bytes.position()];
      bytes.get(0, array);
      return array;
    }
  }
}
