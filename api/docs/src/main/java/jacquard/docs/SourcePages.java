package jacquard.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Files of the project as pages: text as it is, folders as lists of what is in them.
final class SourcePages {
  private SourcePages() {}

  /// Where the page of a file stands in the site.
  static String target(String source) {
    return "source/" + source + ".html";
  }

  static SitePage page(String source) {
    return new SitePage("", source, target(source), source, "");
  }

  static String html(Path root, String source) throws IOException {
    Path file = root.resolve(source);
    if (!Files.isDirectory(file)) {
      return "<h1>" + Template.escaped(source) + "</h1>\n<pre><code>" + Template.escaped(Files.readString(file)) + "</code></pre>\n";
    }
    try (Stream<Path> entries = Files.list(file)) {
      return entries.map(e -> e.getFileName().toString() + (Files.isDirectory(e) ? "/" : "")).filter(n -> !n.equals("target/")).sorted()
          .map(n -> "<li><code>" + Template.escaped(n) + "</code></li>")
          .collect(Collectors.joining("\n", "<h1>" + Template.escaped(source) + "</h1>\n<ul>\n", "\n</ul>\n"));
    }
  }
}
