package jacquard.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Facts and oracles in the shared folder beside the project: system properties, else `../shared` seen from the reactor's root.
final class SharedFiles {
  private SharedFiles() {}

  static Path shared() {
    String given = System.getProperty("jacquard.shared");
    return given != null ? Path.of(given) : Path.of("..", "..", "shared");
  }

  static boolean present() {
    return Files.isDirectory(shared());
  }

  static JsonObject facts() {
    return json(shared().resolve("seeds/facts.json"));
  }

  static JsonObject training(String file) {
    String given = System.getProperty("jacquard.oracles.torchTraining");
    return json((given != null ? Path.of(given) : shared().resolve("oracles/torch-training")).resolve(file));
  }

  private static JsonObject json(Path file) {
    try (var reader = Files.newBufferedReader(file)) {
      return JsonParser.parseReader(reader).getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// An oracle's `{"shape", "dtype", "data"}`; class numbers come as `i32`.
  static NdArray array(JsonElement element) {
    JsonObject object = element.getAsJsonObject();
    int[] extents = object.getAsJsonArray("shape").asList().stream().mapToInt(JsonElement::getAsInt).toArray();
    double[] data = object.getAsJsonArray("data").asList().stream().mapToDouble(JsonElement::getAsDouble).toArray();
    NdArray array = NdArray.of(Shape.of(extents), data);
    return object.get("dtype").getAsString().startsWith("i") ? array.cast(DType.I32) : array;
  }
}
