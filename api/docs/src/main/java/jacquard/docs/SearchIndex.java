package jacquard.docs;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the search box looks through: the headings of all pages. A script, since pages opened from a disk cannot fetch files.
final class SearchIndex {
  private static final Pattern HEADING = Pattern.compile("<h[1-4] id=\"([^\"]*)\">(.*?)</h[1-4]>");

  private SearchIndex() {}

  /// Of the HTML of pages.
  static String script(Map<SitePage, String> pages) throws IOException {
    var json = new StringWriter();
    try (var writer = new JsonWriter(json)) {
      writer.setHtmlSafe(true);
      writer.beginArray();
      for (Map.Entry<SitePage, String> page : pages.entrySet()) {
        Matcher heading = HEADING.matcher(page.getValue());
        while (heading.find()) {
          String text = heading.group(2).replaceAll("<[^>]*>", "").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"")
              .replace("&amp;", "&");
          writer.beginArray().value(text).value(page.getKey().title()).value(page.getKey().target() + "#" + heading.group(1)).endArray();
        }
      }
      writer.endArray();
    }
    return "const HEADINGS = " + json + ";\n";
  }
}
