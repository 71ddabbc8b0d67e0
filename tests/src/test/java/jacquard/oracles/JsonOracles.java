package jacquard.oracles;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads oracle files token by token, numbers straight into arrays.
///
/// An object becomes a [Fields]; one of the form `{"shape", "dtype": "f64" | "i64", "data"}` an [NdArray]; an array of numbers a
/// `double[]`, any other array a `List`; a number a `Double`.
final class JsonOracles {
  private final JsonReader in;

  private JsonOracles(JsonReader in) {
    this.in = in;
  }

  /// The folder the system property `name` holds. Without one, the test is skipped and says so.
  static Path folder(String name) {
    String value = System.getProperty(name, "");
    Path folder = Path.of(value);
    assumeTrue(!value.isEmpty() && Files.isDirectory(folder), "no folder '" + value + "', set the system property " + name);
    return folder;
  }

  static Fields read(Path file) {
    try (var in = new JsonReader(Files.newBufferedReader(file))) {
      return (Fields) new JsonOracles(in).value();
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  private Object value() throws IOException {
    return switch (in.peek()) {
      case BEGIN_OBJECT -> object();
      case BEGIN_ARRAY -> array();
      case STRING -> in.nextString();
      case BOOLEAN -> in.nextBoolean();
      case NUMBER -> in.nextDouble();
      default -> throw new IllegalStateException("unexpected " + in.peek() + " at " + in.getPath());
    };
  }

  private Object object() throws IOException {
    var fields = new LinkedHashMap<String, Object>();
    in.beginObject();
    while (in.hasNext()) {
      String name = in.nextName();
      if (in.peek() == JsonToken.NULL) {
        in.nextNull();
      } else {
        fields.put(name, value());
      }
    }
    in.endObject();
    return fields.containsKey("dtype") ? tensor(fields) : new Fields(fields);
  }

  private Object array() throws IOException {
    in.beginArray();
    if (in.peek() == JsonToken.NUMBER || in.peek() == JsonToken.END_ARRAY) {
      return numbers();
    }
    var values = new ArrayList<>();
    while (in.hasNext()) {
      values.add(value());
    }
    in.endArray();
    return values;
  }

  private double[] numbers() throws IOException {
    double[] values = new double[16];
    int size = 0;
    while (in.hasNext()) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = in.nextDouble();
    }
    in.endArray();
    return Arrays.copyOf(values, size);
  }

  private static NdArray tensor(Map<String, Object> fields) {
    double[] data = (double[]) fields.get("data");
    Shape shape = Shape.of(Arrays.stream((double[]) fields.get("shape")).mapToInt(d -> (int) d).toArray());
    return fields.get("dtype").equals("i64") ? NdArray.of(shape, Arrays.stream(data).mapToLong(d -> (long) d).toArray())
        : NdArray.of(shape, data);
  }

  /// The fields of one JSON object, in the file's order.
  record Fields(Map<String, Object> values) {
    boolean has(String name) {
      return values.containsKey(name);
    }

    private <T> T as(Class<T> type, String name) {
      @Nullable Object value = values.get(name);
      if (!type.isInstance(value)) {
        throw new IllegalArgumentException("no " + type.getSimpleName() + " named '" + name + "' among " + values.keySet());
      }
      return type.cast(value);
    }

    String text(String name) {
      return as(String.class, name);
    }

    boolean flag(String name) {
      return as(Boolean.class, name);
    }

    double number(String name) {
      return as(Double.class, name);
    }

    int integer(String name) {
      return (int) number(name);
    }

    double[] numbers(String name) {
      return as(double[].class, name);
    }

    List<Integer> integers(String name) {
      return Arrays.stream(numbers(name)).mapToObj(d -> (int) d).toList();
    }

    NdArray tensor(String name) {
      return as(NdArray.class, name);
    }

    Fields fields(String name) {
      return as(Fields.class, name);
    }

    /// The tensors of the object `name`.
    Map<String, NdArray> tensors(String name) {
      var tensors = new LinkedHashMap<String, NdArray>();
      Fields all = fields(name);
      all.values.keySet().forEach(key -> tensors.put(key, all.tensor(key)));
      return tensors;
    }

    List<Fields> objects(String name) {
      var objects = new ArrayList<Fields>();
      for (Object object : as(List.class, name)) {
        objects.add((Fields) object);
      }
      return objects;
    }
  }
}
