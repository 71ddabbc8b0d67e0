package jacquard.api.look;

import com.google.common.html.HtmlEscapers;
import jacquard.api.check.Check;
import jacquard.ir.io.AtomicFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// A page of HTML in one file: it asks nothing of a network, is dark where the reader's screen is, and shows whatever text it is given as
/// text.
public final class Page {
  private static final String STYLE = """
      :root { color-scheme: light dark; --line: light-dark(#d8d8d8, #3c3c3c); --soft: light-dark(#f5f5f5, #1f1f1f);
        --s0: light-dark(#1f6fb4, #6cb6ff); --s1: light-dark(#d1590b, #ff9e4f); --s2: light-dark(#2a8a3a, #6fd07c);
        --s3: light-dark(#b3261e, #ff8a80); --s4: light-dark(#7b4fb0, #c5a3f0); --s5: light-dark(#00798a, #5ad0de);
        --s6: light-dark(#8a6d00, #e2c44d); --s7: light-dark(#a03070, #f090c8);
        --right: light-dark(#7db0e8, #1d5fa8); --wrong: light-dark(#f08c78, #b03a2c); }
      body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 1180px; padding: 1rem;
        background: light-dark(#fff, #141414); color: light-dark(#1b1b1b, #e6e6e6); }
      h1, h2, p, .legend { overflow-wrap: anywhere; } h1, h2, p, figcaption { max-height: 12rem; overflow: auto; }
      h1 { font-size: 1.5rem; margin: .2rem 0; } h2 { font-size: 1.15rem; margin: 1.6rem 0 .4rem; border-bottom: 1px solid var(--line); }
      p { margin: .3rem 0; max-width: 75ch; } pre { overflow-x: auto; background: var(--soft); padding: .6rem; font-size: 12px; }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; display: block; overflow-x: auto; }
      th, td { padding: .15rem .6rem; text-align: right; border-bottom: 1px solid var(--line); }
      th:first-child, td:first-child { text-align: left; } th { font-weight: 600; }
      figure { margin: 0; } figcaption { font-size: 13px; overflow-wrap: anywhere; }
      .figures { display: flex; flex-wrap: wrap; gap: .8rem; align-items: flex-start; }
      .figures figure { max-width: 100%; } .figures img { image-rendering: pixelated; max-width: 100%; display: block; }
      .charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 340px), 1fr)); gap: 1rem; }
      .chart figcaption { font-weight: 600; } .chart svg { width: 100%; height: auto; display: block; }
      .chart text { font-size: 11px; fill: currentColor; } .grid { stroke: var(--line); }
      path { fill: none; stroke-width: 1.6; } .legend { font-size: 12px; } .key::before { content: "\\25CF "; }
      """ + colours();

  private final String title;
  private final StringBuilder head = new StringBuilder();
  private final StringBuilder body = new StringBuilder();

  /// A page with a heading.
  public Page(String title) {
    this.title = Check.given("the title", title);
    body.append("<h1>").append(escaped(title)).append("</h1>\n");
  }

  private static String colours() {
    var style = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      style.append("path.sN { stroke: var(--sN); } circle.sN { fill: var(--sN); } .key.sN { color: var(--sN); }\n"
          .replace("N", String.valueOf(i)));
    }
    return style.toString();
  }

  private static String escaped(String text) {
    return HtmlEscapers.htmlEscaper().escape(text);
  }

  /// Makes readers load the page again every so many seconds.
  public Page refreshed(int seconds) {
    head.append(String.format(Locale.ROOT, "<meta http-equiv=\"refresh\" content=\"%d\">\n", seconds));
    return this;
  }

  public Page section(String heading) {
    body.append("<h2>").append(escaped(Check.given("the heading", heading))).append("</h2>\n");
    return this;
  }

  /// A paragraph.
  public Page text(String paragraph) {
    body.append("<p>").append(escaped(Check.given("the paragraph", paragraph))).append("</p>\n");
    return this;
  }

  /// Text whose lines and columns stay as they are.
  public Page preformatted(String text) {
    body.append("<pre>").append(escaped(Check.given("the text", text))).append("</pre>\n");
    return this;
  }

  /// Charts side by side; those without lines are left out.
  public Page charts(List<LineChart> charts) {
    Check.all("the list of charts", "a chart", charts);
    body.append("<div class=\"charts\">");
    charts.forEach(c -> body.append(c.html()));
    body.append("</div>\n");
    return this;
  }

  /// Figures side by side, each with its caption below, pictures shown `pixels` wide or as often enlarged as fits.
  public Page figures(List<Figure> figures, int pixels) {
    Check.all("the list of figures", "a figure", figures);
    body.append("<div class=\"figures\">");
    for (Figure figure : figures) {
      int times = Math.max(1, pixels / Math.max(1, figure.picture().width()));
      body.append(String.format(Locale.ROOT, "<figure><img width=\"%d\" alt=\"%s\" src=\"%s\"><figcaption>%s</figcaption></figure>\n",
          figure.picture().width() * times, escaped(figure.caption()), figure.picture().address(), escaped(figure.caption())));
    }
    body.append("</div>\n");
    return this;
  }

  /// A table with a row of headings.
  public Page table(List<String> headings, List<? extends List<Cell>> rows) {
    Check.all("the list of headings", "a heading", headings);
    Check.all("the list of rows", "a row", rows).forEach(row -> Check.all("a row", "a cell", row));
    body.append("<table><thead><tr>");
    headings.forEach(h -> body.append("<th scope=\"col\">").append(escaped(h)).append("</th>"));
    body.append("</tr></thead><tbody>\n");
    for (List<Cell> row : rows) {
      body.append("<tr>");
      row.forEach(c -> body.append(c.html()));
      body.append("</tr>\n");
    }
    body.append("</tbody></table>\n");
    return this;
  }

  /// What stands in a table's cell, on a background that says how good or bad it is: `tint` is 1 for all right, -1 for all wrong, 0 for
  /// the page's own colour.
  public record Cell(String text, double tint) {
    public static Cell of(String text) {
      return new Cell(Check.given("the text", text), 0);
    }

    private String html() {
      return tint == 0 ? "<td>" + escaped(text) + "</td>"
          : String.format(Locale.ROOT, "<td style=\"background:color-mix(in srgb,var(--%s) %.0f%%,transparent)\">%s</td>",
              tint > 0 ? "right" : "wrong", 100 * Math.min(1, Math.abs(tint)), escaped(text));
    }
  }

  /// HTML of the caller's own, taken as it is.
  Page raw(String html) {
    body.append(html);
    return this;
  }

  /// The whole page.
  public String html() {
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" + head + "<title>" + escaped(title)
        + "</title>\n<style>\n" + STYLE + "</style>\n</head>\n<body>\n" + body + "</body>\n</html>\n";
  }

  /// Writes the page, whole or not at all.
  public void write(Path file) {
    AtomicFiles.write(Check.given("the file", file), html());
  }
}
