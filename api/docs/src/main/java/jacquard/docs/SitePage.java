package jacquard.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A page: a file of Markdown in the project, and where it stands in the site.
///
/// `source` is relative to the project, `target` to the site, both with `/`.
record SitePage(String section, String source, String target, String title, String text) {
  /// A file whose first heading is the title.
  static SitePage read(Path root, String section, String source, String target) throws IOException {
    String text = Files.readString(root.resolve(source));
    return new SitePage(section, source, target, title(source, text), text);
  }

  private static String title(String source, String text) {
    return text.lines().filter(l -> l.startsWith("# ")).findFirst().map(l -> capitalised(l.substring(2).replaceFirst("^[a-z/]+: ", "")))
        .orElseThrow(() -> new IllegalStateException(source + " has no title"));
  }

  private static String capitalised(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  /// From here to another file of the site, as a link has it.
  String to(String other) {
    return "../".repeat(Math.toIntExact(target.chars().filter(c -> c == '/').count())) + other;
  }
}
