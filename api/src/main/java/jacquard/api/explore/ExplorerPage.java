package jacquard.api.explore;

import com.google.common.html.HtmlEscapers;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import jacquard.ir.CompilerBug;
import jacquard.ir.io.AtomicFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The explorer of a compiled program: one HTML file that needs nothing else, neither a server nor a network.
///
/// The data stands in it as JSON, which `fetch`ing nothing and running nothing of it, the page's scripts read: its policy allows those
/// scripts alone, by their hashes, and `<` is escaped, so that no name can end the element it stands in. The scripts are the modules below
/// `resources/jacquard/api/explore`, one after the other, and dagre, which lays graphs out.
///
/// Errors   those of [AtomicFiles]
public final class ExplorerPage {
  /// In an order in which each needs those before it alone.
  private static final List<String> MODULES = List.of("program.js", "figures.js", "layout.js", "picture.js", "details.js", "tables.js",
      "compare.js", "page.js");
  private static final Pattern IMPORT = Pattern.compile("(?m)^import .*;\\R");
  private static final Pattern EXPORT = Pattern.compile("(?m)^export ");
  private static final Pattern SOURCE_MAP = Pattern.compile("(?m)^//# sourceMappingURL=.*$");
  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");
  private static final Pattern DATA = Pattern.compile("<script type=\"application/json\" id=\"(\\w+)\">(.*?)</script>", Pattern.DOTALL);
  /// Escapes `<`, `>`, `&` and what ends lines in scripts.
  private static final Gson GSON = new GsonBuilder().serializeNulls().create();

  private ExplorerPage() {}

  /// Writes the page of `data` ([ExplorerData]).
  public static void write(JsonObject data, Path file) {
    AtomicFiles.write(file, html(data, null));
  }

  /// Writes the page of `data` that opens with the comparison with `other`.
  public static void write(JsonObject data, JsonObject other, Path file) {
    AtomicFiles.write(file, html(data, other));
  }

  /// The page of `data` as text.
  public static String html(JsonObject data) {
    return html(data, null);
  }

  private static String html(JsonObject data, @Nullable JsonObject other) {
    String style = resource("page.css");
    String layout = "/*\n" + licence() + "*/\n" + SOURCE_MAP.matcher(resource("dagre.min.js")).replaceAll("");
    var script = new StringBuilder();
    MODULES.forEach(m -> script.append("// ").append(m).append('\n').append(joined(resource(m))).append('\n'));
    Map<String, String> parts = Map.of(
        "title", HtmlEscapers.htmlEscaper().escape(data.get("name").getAsString()),
        "policy", "default-src 'none'; style-src " + hash(style) + "; script-src " + hash(layout) + " " + hash(script.toString()),
        "style", style,
        "data", GSON.toJson(data),
        "other", other == null ? "null" : GSON.toJson(other),
        "layout", layout,
        "script", script.toString());
    Matcher places = PLACE.matcher(resource("page.html"));
    return places.replaceAll(m -> Matcher.quoteReplacement(part(parts, m.group(1))));
  }

  private static String part(Map<String, String> parts, String name) {
    String part = parts.get(name);
    if (part == null) {
      throw CompilerBug.of("page.html has a place for '%s'", name);
    }
    return part;
  }

  /// The data of a page's text, if it is one.
  static @Nullable String data(String html) {
    Matcher data = DATA.matcher(html);
    return data.find() && data.group(1).equals("data") ? data.group(2) : null;
  }

  /// A module as part of one script, in which all names are known.
  private static String joined(String module) {
    return EXPORT.matcher(IMPORT.matcher(module).replaceAll("")).replaceAll("");
  }

  private static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }

  private static String licence() {
    return resource("/META-INF/licenses/dagre.txt");
  }

  private static String resource(String name) {
    try (InputStream in = ExplorerPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw CompilerBug.of("the resource %s is missing", name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
