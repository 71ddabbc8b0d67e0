package jacquard.decompose;

import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the tests need of ONNX's format, protocol buffers: nodes with their attributes of numbers, and `f32` and `i64` tensors.
///
/// Source: onnx.proto of ONNX 1.16 and the encoding of protocol buffers.
record OnnxFile(Map<String, NdArray> tensors, List<Node> nodes, List<String> inputs, String output) {
  private static final int MODEL_GRAPH = 7;
  private static final int FLOAT = 1;
  private static final int VARINT = 0;
  private static final int EIGHT_BYTES = 1;
  private static final int BYTES = 2;

  /// One node; `numbers` holds its attributes that are a whole number or several.
  record Node(String op, List<String> inputs, List<String> outputs, Map<String, List<Long>> numbers) {
    List<Integer> ints(String name, List<Integer> otherwise) {
      List<Long> given = numbers.get(name);
      return given == null ? otherwise : given.stream().map(Long::intValue).toList();
    }
  }

  /// A field of a message: its number, and its content as a number or bytes.
  private record Field(int number, long value, byte[] bytes) {
    String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  static OnnxFile read(Path file) throws IOException {
    Field graph = fields(Files.readAllBytes(file)).stream().filter(f -> f.number == MODEL_GRAPH).findFirst().orElseThrow();
    var tensors = new LinkedHashMap<String, NdArray>();
    var nodes = new ArrayList<Node>();
    var inputs = new ArrayList<String>();
    String output = "";
    for (Field field : fields(graph.bytes)) {
      switch (field.number) {
        case 1 -> nodes.add(node(field.bytes, tensors));
        case 5 -> tensors.put(name(field.bytes, 8), tensor(field.bytes));
        case 11 -> inputs.add(name(field.bytes, 1));
        case 12 -> output = name(field.bytes, 1);
        default -> { }
      }
    }
    inputs.removeAll(tensors.keySet());
    return new OnnxFile(tensors, nodes, inputs, output);
  }

  /// The tensor that is a whole file, as the recorded inputs and outputs are.
  static NdArray tensor(Path file) throws IOException {
    return tensor(Files.readAllBytes(file));
  }

  /// A node; the value of a constant goes to `tensors`.
  private static Node node(byte[] message, Map<String, NdArray> tensors) {
    var inputs = new ArrayList<String>();
    var outputs = new ArrayList<String>();
    var numbers = new LinkedHashMap<String, List<Long>>();
    String op = "";
    for (Field field : fields(message)) {
      switch (field.number) {
        case 1 -> inputs.add(field.text());
        case 2 -> outputs.add(field.text());
        case 4 -> op = field.text();
        case 5 -> {
          List<Field> attribute = fields(field.bytes);
          numbers.put(name(field.bytes, 1), attribute.stream().filter(f -> f.number == 3 || f.number == 8)
              .flatMap(f -> numbers(f).stream()).toList());
          attribute.stream().filter(f -> f.number == 5).forEach(f -> tensors.put(outputs.getFirst(), tensor(f.bytes)));
        }
        default -> { }
      }
    }
    return new Node(op, inputs, outputs, numbers);
  }

  private static String name(byte[] message, int number) {
    return fields(message).stream().filter(f -> f.number == number).findFirst().map(Field::text).orElse("");
  }

  private static NdArray tensor(byte[] message) {
    var dims = new ArrayList<Integer>();
    var floats = new ArrayList<Float>();
    var longs = new ArrayList<Long>();
    byte[] raw = new byte[0];
    long type = FLOAT;
    for (Field field : fields(message)) {
      switch (field.number) {
        case 1 -> numbers(field).forEach(d -> dims.add(d.intValue()));
        case 2 -> type = field.value;
        case 4 -> {
          ByteBuffer packed = little(field.bytes);
          while (packed.hasRemaining()) {
            floats.add(packed.getFloat());
          }
        }
        case 7 -> longs.addAll(numbers(field));
        case 9 -> raw = field.bytes;
        default -> { }
      }
    }
    ByteBuffer bytes = little(raw);
    while (bytes.hasRemaining()) {
      if (type == FLOAT) {
        floats.add(bytes.getFloat());
      } else {
        longs.add(bytes.getLong());
      }
    }
    Shape shape = Shape.of(dims.stream().mapToInt(Integer::intValue).toArray());
    if (type != FLOAT) {
      return NdArray.of(shape, longs.stream().mapToLong(Long::longValue).toArray());
    }
    var values = new float[floats.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = floats.get(i);
    }
    return NdArray.of(shape, values);
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// The whole numbers of a field, packed or single.
  private static List<Long> numbers(Field field) {
    if (field.bytes.length == 0) {
      return List.of(field.value);
    }
    var numbers = new ArrayList<Long>();
    ByteBuffer in = ByteBuffer.wrap(field.bytes);
    while (in.hasRemaining()) {
      numbers.add(varint(in));
    }
    return numbers;
  }

  private static List<Field> fields(byte[] message) {
    var fields = new ArrayList<Field>();
    ByteBuffer in = little(message);
    while (in.hasRemaining()) {
      long key = varint(in);
      int kind = (int) (key & 7);
      long value = kind == VARINT ? varint(in) : 0;
      byte[] bytes = new byte[switch (kind) {
        case VARINT -> 0;
        case EIGHT_BYTES -> Long.BYTES;
        case BYTES -> (int) varint(in);
        default -> Integer.BYTES;
      }];
      in.get(bytes);
      fields.add(new Field((int) (key >> 3), value, bytes));
    }
    return fields;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    int shift = 0;
    byte next;
    do {
      next = in.get();
      value |= (long) (next & 127) << shift;
      shift += 7;
    } while (next < 0);
    return value;
  }
}
