package jacquard.ir.io;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import jacquard.ir.Shape;
import jacquard.ir.StoredType;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Parses the JSON header of a safetensors file into entries whose parts are well formed; where they lie is not checked here.
final class SafetensorsHeader {
  /// One tensor: `elements` is the product of `shape`; the data lies in bytes `[begin, end)`.
  record Entry(String name, StoredType stored, Shape shape, long elements, long begin, long end) {
    /// What it is read as.
    TensorType type() {
      return new TensorType(stored.dtype(), shape);
    }
  }

  private static final int HEADER_BYTE = Long.BYTES;
  /// 18 digits fit in a `long`.
  private static final Pattern NATURAL = Pattern.compile("[0-9]{1,18}");

  private final Path file;
  private final JsonReader json;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private SafetensorsHeader(Path file, String text) {
    this.file = file;
    this.json = new JsonReader(new StringReader(text));
    json.setStrictness(Strictness.STRICT);
  }

  static SafetensorsHeader parse(Path file, byte[] bytes) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw UserError.of("safetensors/json").problem("the header is not UTF-8").where("%s, byte %d", file, HEADER_BYTE)
          .got("%s", e).cause(e).build();
    }
    var header = new SafetensorsHeader(file, text);
    try {
      header.read();
    } catch (IOException | IllegalStateException e) {
      throw header.error("safetensors/json", "the header is not valid JSON").got("%s", e.getClass().getSimpleName())
          .expected("a JSON object of tensors").cause(e).build();
    }
    return header;
  }

  List<Entry> entries() {
    return new ArrayList<>(entries.values());
  }

  Map<String, String> metadata() {
    return metadata;
  }

  private void read() throws IOException {
    require(JsonToken.BEGIN_OBJECT);
    json.beginObject();
    boolean described = false;
    while (json.hasNext()) {
      String name = json.nextName();
      if (name.equals(Safetensors.METADATA)) {
        requireNew(!described, name);
        described = true;
        readMetadata();
      } else {
        requireNew(!entries.containsKey(name), name);
        entries.put(name, readEntry(name));
      }
    }
    json.endObject();
    require(JsonToken.END_DOCUMENT);
  }

  private void readMetadata() throws IOException {
    require(JsonToken.BEGIN_OBJECT);
    json.beginObject();
    while (json.hasNext()) {
      String name = json.nextName();
      requireNew(!metadata.containsKey(name), name);
      require(JsonToken.STRING);
      metadata.put(name, json.nextString());
    }
    json.endObject();
  }

  private Entry readEntry(String name) throws IOException {
    require(JsonToken.BEGIN_OBJECT);
    json.beginObject();
    StoredType dtype = null;
    List<Long> extents = null;
    List<Long> offsets = null;
    while (json.hasNext()) {
      String field = json.nextName();
      switch (field) {
        case "dtype" -> {
          requireNew(dtype == null, field);
          dtype = readDType();
        }
        case "shape" -> {
          requireNew(extents == null, field);
          extents = readNaturals();
        }
        case "data_offsets" -> {
          requireNew(offsets == null, field);
          offsets = readNaturals();
        }
        default -> throw error("safetensors/json", "the header has an unknown field").got("'%s'", field)
            .expected("dtype, shape and data_offsets").build();
      }
    }
    if (dtype == null || extents == null || offsets == null || offsets.size() != 2) {
      throw error("safetensors/json", "a tensor's entry is incomplete").got("tensor '%s'", name)
          .expected("dtype, shape and data_offsets of two numbers").build();
    }
    json.endObject();
    return new Entry(name, dtype, shape(name, extents), elements(name, extents), offsets.get(0), offsets.get(1));
  }

  private StoredType readDType() throws IOException {
    require(JsonToken.STRING);
    String text = json.nextString();
    return StoredType.named(text).orElseThrow(() -> error("safetensors/dtype", "the element type is not supported").got("'%s'", text)
        .expected("one of %s", Arrays.stream(StoredType.values()).map(StoredType::name).collect(Collectors.joining(", ")))
        .fix("convert the tensor before saving it").build());
  }

  private List<Long> readNaturals() throws IOException {
    require(JsonToken.BEGIN_ARRAY);
    json.beginArray();
    var numbers = new ArrayList<Long>();
    while (json.hasNext()) {
      require(JsonToken.NUMBER);
      String text = json.nextString();
      if (!NATURAL.matcher(text).matches()) {
        throw error("safetensors/shape", "an extent or offset is not a natural number").got("%s", text)
            .expected("a whole number, not negative, of at most 18 digits").build();
      }
      numbers.add(Long.valueOf(text));
    }
    json.endArray();
    return numbers;
  }

  private Shape shape(String name, List<Long> extents) {
    if (extents.stream().anyMatch(e -> e > Integer.MAX_VALUE)) {
      throw tooLarge(name, extents);
    }
    return Shape.of(extents.stream().mapToInt(Math::toIntExact).toArray());
  }

  private long elements(String name, List<Long> extents) {
    if (extents.contains(0L)) {
      return 0;
    }
    long elements = 1;
    for (long extent : extents) {
      if (extent > Integer.MAX_VALUE / elements) {
        throw tooLarge(name, extents);
      }
      elements *= extent;
    }
    return elements;
  }

  private UserError tooLarge(String name, List<Long> extents) {
    return error("safetensors/too-large", "a tensor has more elements than an array can hold")
        .got("tensor '%s' of shape %s", name, extents).expected("at most %d elements", Integer.MAX_VALUE).build();
  }

  private void require(JsonToken wanted) throws IOException {
    JsonToken got = json.peek();
    if (got != wanted) {
      throw error("safetensors/json", "the header does not have the form of safetensors").got("%s", got)
          .expected("%s", wanted).build();
    }
  }

  private void requireNew(boolean isNew, String name) {
    if (!isNew) {
      throw error("safetensors/duplicate", "a name occurs twice in the header").got("'%s'", name)
          .expected("each name once").build();
    }
  }

  private UserError.Builder error(String code, String problem) {
    return UserError.of(code).problem("%s", problem)
        .where("%s, byte %d: header, %s", file, HEADER_BYTE, json.getPath());
  }
}
