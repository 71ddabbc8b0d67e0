package jacquard.ir.text;

import jacquard.ir.ArrayBytes;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.ConstantData;
import jacquard.ir.graph.Graph;
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

/// Named arrays as a safetensors file, which holds the data of constants beside a text that names them by hash.
///
///     u64 header bytes | header: JSON {"__metadata__": {…}, "name": {"dtype", "shape", "data_offsets"}, …} | data
///
/// The header keeps the order of the arrays and sorts the metadata; the data lies by falling element size, little-endian, and the header
/// ends on a multiple of 8 bytes, so that every element lies on a multiple of its size.
///
/// Source   github.com/huggingface/safetensors, README, section "Format"
public final class TensorFile {
  /// The reserved name in a header.
  public static final String METADATA = "__metadata__";
  private static final int ALIGNMENT_BYTES = 8;

  private TensorFile() {}

  /// What the text of `graph` leaves out: the data of its constants above 16 elements by the names [#name] gives.
  public static Map<String, NdArray> constants(Graph graph) {
    var constants = new LinkedHashMap<String, NdArray>();
    graph.nodes().forEach(node -> {
      if (node.op() instanceof Constant(ConstantData data) && data.type().shape().size() > ConstantData.INLINE_ELEMENTS) {
        data.value().ifPresent(value -> constants.putIfAbsent(name(data), value));
      }
    });
    return constants;
  }

  /// `f32[6,1,5,5]#478b0eb1ab3113d8`.
  static String name(ConstantData data) {
    return data.type() + "#" + data.hash();
  }

  /// Writes `tensors`, none of them named [#METADATA].
  public static void write(OutputStream out, Map<String, NdArray> tensors, Map<String, String> metadata) throws IOException {
    List<Map.Entry<String, NdArray>> laidOut = tensors.entrySet().stream()
        .sorted(Comparator.comparingInt((Map.Entry<String, NdArray> e) -> -e.getValue().dtype().bytes())).toList();
    byte[] header = header(tensors, laidOut, metadata);
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
      parts.put(METADATA, new TreeMap<>(metadata).entrySet().stream()
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
