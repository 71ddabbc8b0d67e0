package jacquard.ir.io;

import jacquard.ir.ArrayBytes;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.text.Identifiers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Writes safetensors files from front to back.
final class SafetensorsWriter {
  private static final int ALIGNMENT_BYTES = 8;

  private SafetensorsWriter() {}

  static void write(Safetensors content, OutputStream out) throws IOException {
    List<Map.Entry<String, NdArray>> laidOut = content.tensors().entrySet().stream()
        .sorted(Comparator.comparingInt((Map.Entry<String, NdArray> e) -> -e.getValue().dtype().bytes())).toList();
    byte[] header = header(content.tensors(), laidOut, content.metadata());
    out.write(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
    out.write(header);
    for (Map.Entry<String, NdArray> entry : laidOut) {
      ArrayBytes.write(entry.getValue(), (bytes, count) -> out.write(bytes, 0, count));
    }
  }

  private static byte[] header(Map<String, NdArray> tensors, List<Map.Entry<String, NdArray>> laidOut, Map<String, String> metadata) {
    var begins = new HashMap<String, Long>();
    long end = 0;
    for (Map.Entry<String, NdArray> entry : laidOut) {
      begins.put(entry.getKey(), end);
      end += entry.getValue().type().bytes(1);
    }
    var parts = new LinkedHashMap<String, String>();
    if (!metadata.isEmpty()) {
      parts.put(Safetensors.METADATA, new TreeMap<>(metadata).entrySet().stream()
          .map(e -> Identifiers.quoted(e.getKey()) + ":" + Identifiers.quoted(e.getValue())).collect(Collectors.joining(",", "{", "}")));
    }
    tensors.forEach((name, array) -> parts.put(name, entry(array, Objects.requireNonNull(begins.get(name)))));
    String json = parts.entrySet().stream().map(e -> Identifiers.quoted(e.getKey()) + ":" + e.getValue())
        .collect(Collectors.joining(",", "{", "}"));
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(bytes, bytes.length + (-bytes.length & (ALIGNMENT_BYTES - 1)));
    Arrays.fill(padded, bytes.length, padded.length, (byte) ' ');
    return padded;
  }

  private static String entry(NdArray array, long begin) {
    Shape shape = array.shape();
    return "{\"dtype\":\"" + array.dtype().name() + "\",\"shape\":" + Arrays.toString(shape.at(1)).replace(" ", "") + ",\"data_offsets\":["
        + begin + "," + (begin + array.type().bytes(1)) + "]}";
  }
}
