package jacquard.api.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Reads event files as TensorBoard does: with the protocol buffers' own runtime, and checksums computed bit by bit.
final class EventRecords {
  /// One value of an event: its fields by their numbers, and those of a message in it by `10·field + number`.
  record Value(long step, String tag, Map<Integer, Object> fields) {
    float number() {
      return (Float) fields.get(2);
    }

    /// A histogram's field.
    double histogram(int field) {
      return (Double) fields.get(50 + field);
    }

    double[] bins(int field) {
      return ((byte[]) fields.get(50 + field)).length == 0 ? new double[0] : doubles((byte[]) fields.get(50 + field));
    }

    private static double[] doubles(byte[] bytes) {
      var values = new double[bytes.length / 8];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
      return values;
    }
  }

  private static final int REVERSED_POLYNOMIAL = 0x82F63B78;

  private EventRecords() {}

  /// All values; a record that the end of the file cuts off is left out.
  static List<Value> read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    var values = new ArrayList<Value>();
    boolean first = true;
    while (bytes.remaining() >= 16) {
      int at = bytes.position();
      long length = bytes.getLong();
      assertEquals(masked(bytes.array(), at, 8), bytes.getInt(), "the length's checksum");
      if (bytes.remaining() < length + 4) {
        return values;
      }
      int data = bytes.position();
      bytes.position(data + (int) length);
      assertEquals(masked(bytes.array(), data, (int) length), bytes.getInt(), "the data's checksum");
      Map<Integer, Object> event = fields(Arrays.copyOfRange(bytes.array(), data, data + (int) length));
      if (first) {
        assertEquals("brain.Event:2", new String((byte[]) event.get(3)));
        first = false;
      } else {
        values.add(value((Long) event.get(2), fields((byte[]) fields((byte[]) event.get(5)).get(1))));
      }
    }
    return values;
  }

  private static Value value(long step, Map<Integer, Object> fields) throws IOException {
    for (int message : List.of(4, 5)) {
      if (fields.get(message) instanceof byte[] bytes) {
        fields(bytes).forEach((number, field) -> fields.put(10 * message + number, field));
      }
    }
    return new Value(step, new String((byte[]) fields.get(1)), fields);
  }

  private static Map<Integer, Object> fields(byte[] message) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    var fields = new TreeMap<Integer, Object>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      Object value = switch (WireFormat.getTagWireType(tag)) {
        case WireFormat.WIRETYPE_VARINT -> (Object) in.readInt64();
        case WireFormat.WIRETYPE_FIXED64 -> in.readDouble();
        case WireFormat.WIRETYPE_FIXED32 -> in.readFloat();
        default -> in.readByteArray();
      };
      fields.put(WireFormat.getTagFieldNumber(tag), value);
    }
    return fields;
  }

  private static int masked(byte[] bytes, int from, int count) {
    int crc = -1;
    for (int i = from; i < from + count; i++) {
      crc ^= bytes[i] & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc >>> 1 ^ ((crc & 1) != 0 ? REVERSED_POLYNOMIAL : 0);
      }
    }
    crc = ~crc;
    return (crc >>> 15 | crc << 17) + 0xa282ead8;
  }
}
