package jacquard.docs;

import java.util.List;
import java.util.Objects;

/// What surrounds the text of every page: head, table of contents, search.
final class Template {
  private static final String PAGE = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>%1$s · Jacquard</title>
      <link rel="stylesheet" href="%2$ssite.css">
      <script src="%2$ssearch.js" data-root="%2$s" defer></script>
      </head>
      <body>
      <a class="skip" href="#text">To the text</a>
      <header><a href="%2$sindex.html">Jacquard</a>
      <form role="search">
      <input type="search" id="search" placeholder="Search" aria-label="Search the documentation" autocomplete="off"></form>
      </header>
      <ul id="found" aria-live="polite" hidden></ul>
      <details class="contents" open><summary>Contents</summary>
      <nav aria-label="Contents">
      %3$s</nav></details>
      <main id="text">
      %4$s</main>
      </body>
      </html>
      """;

  private final List<SitePage> contents;

  /// `contents` are the pages of the table of contents.
  Template(List<SitePage> contents) {
    this.contents = List.copyOf(contents);
  }

  String html(SitePage page, String text) {
    return PAGE.formatted(escaped(page.title()), page.to(""), navigation(page), text);
  }

  private String navigation(SitePage page) {
    var html = new StringBuilder();
    String section = "";
    for (SitePage entry : contents) {
      if (!entry.section().equals(section)) {
        html.append(section.isEmpty() ? "" : "</ul>\n").append("<h2>").append(escaped(entry.section())).append("</h2>\n<ul>\n");
        section = entry.section();
      }
      html.append("<li><a href=\"").append(page.to(entry.target())).append('"')
          .append(Objects.equals(entry.target(), page.target()) ? " aria-current=\"page\"" : "").append('>')
          .append(escaped(entry.title())).append("</a></li>\n");
    }
    return html.append("</ul>\n").toString();
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }
}
