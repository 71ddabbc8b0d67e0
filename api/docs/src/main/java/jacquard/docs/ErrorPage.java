package jacquard.docs;

import docs.errors.ErrorBook;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The list of errors: one entry a code, with when it comes, code that ends in it, the message and code that does not.
///
/// What a code means stands in the table of the guide, which also has those of which no example can be shown.
final class ErrorPage {
  private static final Pattern CODE = Pattern.compile("`([A-Za-z_…-]+(?:/[A-Za-z0-9_-]+)+)`");
  private static final Pattern CELLS = Pattern.compile("(?<!\\\\)\\|");

  /// A row of the guide's table: its codes, when they come, how to mend it.
  record Row(List<String> codes, String when, String fix) {}

  private ErrorPage() {}

  /// The rows below `### All codes` in the guide.
  static List<Row> rows(SitePage guide) {
    var rows = new ArrayList<Row>();
    guide.text().lines().dropWhile(l -> !l.equals("### All codes")).filter(l -> l.startsWith("| `")).forEach(line -> {
      String[] cells = CELLS.split(line);
      rows.add(new Row(CODE.matcher(cells[1]).results().map(m -> m.group(1)).toList(), elsewhere(cells[2]), elsewhere(cells[3])));
    });
    return rows;
  }

  /// A cell, whose links within the guide lead there from another page.
  private static String elsewhere(String cell) {
    return cell.strip().replace("](#", "](README.md#");
  }

  /// As Markdown of a page that stands beside the guide.
  static String markdown(SitePage guide, Map<String, ErrorBook.Entry> entries, Map<String, String> without) {
    var when = new TreeMap<String, Row>();
    for (Row row : rows(guide)) {
      row.codes().forEach(code -> when.put(code, row));
    }
    var text = new StringBuilder("""
        # Errors

        A mistake is a `UserError`. Its message says what is wrong, where, what was got and what expected, and mostly how to mend it;
        `code()` is one of these. Each entry shows code that ends in the error, its message, and the code as it is right. The
        [guide](README.md#errors) says how codes are made.

        """);
    String area = "";
    for (Map.Entry<String, ErrorBook.Entry> next : entries.entrySet()) {
      String code = next.getKey();
      String first = code.substring(0, code.indexOf('/'));
      if (!first.equals(area)) {
        text.append("## ").append(first).append("\n\n");
        area = first;
      }
      text.append("### ").append(code).append("\n\n");
      Row row = when.get(code);
      if (row != null) {
        text.append(sentence(row.when())).append(row.fix().isEmpty() ? "" : " " + sentence("Fix: " + row.fix())).append("\n\n");
      }
      ErrorBook.Entry entry = next.getValue();
      text.append(fenced("java", entry.wrong())).append(fenced("output", entry.message()))
          .append(entry.rightIsCode() ? fenced("java", entry.right()) : entry.right() + "\n\n");
    }
    text.append("## Without an example\n\n| code | when | why none is shown |\n| --- | --- | --- |\n");
    new TreeMap<>(without).forEach((code, why) -> {
      Row row = when.get(code);
      text.append("| `%s` | %s | %s |\n".formatted(code, row == null ? "" : row.when(), why));
    });
    return text.toString();
  }

  /// Codes of the guide with neither an entry nor a reason why there is none; patterns such as `OP/rank` aside.
  static List<String> missing(SitePage guide, Map<String, ErrorBook.Entry> entries, Map<String, String> without) {
    return rows(guide).stream().flatMap(r -> r.codes().stream()).filter(c -> !c.startsWith("OP/") && !c.startsWith("…"))
        .filter(c -> !entries.containsKey(c) && !without.containsKey(c)).toList();
  }

  private static String sentence(String text) {
    String begun = Character.toUpperCase(text.charAt(0)) + text.substring(1);
    return begun.endsWith(".") ? begun : begun + ".";
  }

  private static String fenced(String language, String text) {
    return "```" + language + "\n" + text + "\n```\n\n";
  }
}
