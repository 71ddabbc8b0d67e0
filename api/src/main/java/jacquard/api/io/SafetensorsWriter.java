package jacquard.api.io;

import com.google.gson.stream.JsonWriter;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Writes safetensors files.
final class SafetensorsWriter {
  private static final int ALIGNMENT_BYTES = 8;
  private static final int CHUNK_BYTES = 1 << 16;

  private SafetensorsWriter() {}

  static void write(Path file, Safetensors content) {
    Map<String, NdArray> tensors = content.tensors();
    if (tensors.containsKey(Safetensors.METADATA)) {
      throw UserError.of("safetensors/name").problem("a tensor cannot be named %s", Safetensors.METADATA).where("%s", file)
          .fix("give the tensor another name").build();
    }
    List<String> laidOut = new ArrayList<>(tensors.keySet());
    laidOut.sort(Comparator.comparingInt((String name) -> -array(tensors, name).dtype().bytes()));
    byte[] header = header(content, laidOut);
    AtomicFiles.write(file, out -> {
      out.write(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
      out.write(header);
      for (String name : laidOut) {
        writeData(array(tensors, name), out);
      }
    });
  }

  private static byte[] header(Safetensors content, List<String> laidOut) {
    var begins = new HashMap<String, Long>();
    long end = 0;
    for (String name : laidOut) {
      begins.put(name, end);
      end += array(content.tensors(), name).type().bytes(1);
    }
    var text = new StringWriter();
    try (var json = new JsonWriter(text)) {
      json.setHtmlSafe(false);
      json.beginObject();
      if (!content.metadata().isEmpty()) {
        json.name(Safetensors.METADATA).beginObject();
        for (Map.Entry<String, String> entry : new TreeMap<>(content.metadata()).entrySet()) {
          json.name(entry.getKey()).value(entry.getValue());
        }
        json.endObject();
      }
      for (Map.Entry<String, NdArray> entry : content.tensors().entrySet()) {
        writeEntry(json.name(entry.getKey()), entry.getValue(), begins.getOrDefault(entry.getKey(), 0L));
      }
      json.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    String padding = " ".repeat(-bytes.length & (ALIGNMENT_BYTES - 1));
    return padding.isEmpty() ? bytes : (text + padding).getBytes(StandardCharsets.UTF_8);
  }

  private static void writeEntry(JsonWriter json, NdArray array, long begin) throws IOException {
    json.beginObject().name("dtype").value(array.dtype().name()).name("shape").beginArray();
    for (int extent : array.shape().at(1)) {
      json.value(extent);
    }
    json.endArray().name("data_offsets").beginArray().value(begin).value(begin + array.type().bytes(1)).endArray().endObject();
  }

  private static void writeData(NdArray array, OutputStream out) throws IOException {
    int width = array.dtype().bytes();
    var chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int atOnce = CHUNK_BYTES / width;
    for (int from = 0; from < array.size(); from += atOnce) {
      int count = Math.min(atOnce, array.size() - from);
      switch (array.dtype()) {
        case F32 -> chunk.asFloatBuffer().put(array.floats(), from, count);
        case F64 -> chunk.asDoubleBuffer().put(array.doubles(), from, count);
        case I32 -> chunk.asIntBuffer().put(array.ints(), from, count);
        case I64 -> chunk.asLongBuffer().put(array.longs(), from, count);
        case BOOL -> chunk.put(0, array.mask(), from, count);
      }
      out.write(chunk.array(), 0, count * width);
    }
  }

  private static NdArray array(Map<String, NdArray> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name));
  }
}
