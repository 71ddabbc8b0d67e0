package jacquard.api.explore;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import jacquard.ir.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The data of an explorer's page, or that data alone, in a file that any version may have written.
///
/// Errors   `explorer/file`
public final class ExplorerFile {
  /// Ten times what the page of the largest built-in network takes.
  private static final int MOST_BYTES = 1 << 25;

  private ExplorerFile() {}

  /// Whether the name of `file` is one that [#read] reads.
  public static boolean isMeant(String file) {
    return file.endsWith(".html") || file.endsWith(".json");
  }

  public static JsonObject read(Path file) {
    try {
      String text = text(file);
      String data = ExplorerPage.data(text);
      JsonElement parsed = JsonParser.parseString(data == null ? text : data);
      if (parsed instanceof JsonObject object && object.has("jacquard") && object.has("stages")) {
        LayerDiff.of(object, object); // reads all that a comparison does
        return object;
      }
      throw wrong(file, "no data of an explorer", null);
    } catch (IOException e) {
      throw wrong(file, e.toString(), e);
    } catch (JsonParseException | IllegalStateException | IndexOutOfBoundsException | NumberFormatException | ClassCastException
        | NullPointerException | UnsupportedOperationException e) {
      throw wrong(file, "data that is damaged: " + e.getMessage(), e);
    }
  }

  private static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw wrong(file, String.format(Locale.ROOT, "more than %,d bytes", MOST_BYTES), null);
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private static UserError wrong(Path file, String got, @Nullable Exception cause) {
    UserError.Builder error = UserError.of("explorer/file").problem("the file is no page of the explorer").where("%s", file).got("%s", got)
        .expected("what `explain NET --html FILE` or `program.explorer(file)` wrote");
    return (cause == null ? error : error.cause(cause)).build();
  }
}
