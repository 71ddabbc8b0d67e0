package jacquard.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A summary as text: aligned columns, numbers to the right with groups of three digits, a line of totals.
final class SummaryTable {
  private static final List<String> HEAD =
      List.of("layer", "", "output", "parameters", "operations", "multiplications", "receptive field", "jump");
  private static final int FIRST_NUMBER = 3;
  private static final String GAP = "  ";

  private SummaryTable() {}

  static String of(Summary summary) {
    var lines = new ArrayList<List<String>>();
    lines.add(HEAD);
    summary.rows().forEach(r -> add(lines, r, ""));
    var total = List.of("total", "", "", count(summary.parameters()), count(summary.operations()), count(summary.multiplications()),
        "", "");
    lines.add(total);
    int[] widths = IntStream.range(0, HEAD.size()).map(c -> lines.stream().mapToInt(l -> l.get(c).length()).max().orElse(0)).toArray();
    String rule = "─".repeat(IntStream.of(widths).sum() + GAP.length() * (HEAD.size() - 1));
    var text = new StringBuilder("%s: input %s, %s%n".formatted(summary.network(), summary.input(), summary.dtype().text()));
    for (int i = 0; i < lines.size(); i++) {
      boolean ruled = i == 1 || i == lines.size() - 1;
      text.append(ruled ? rule + System.lineSeparator() : "").append(line(lines.get(i), widths)).append(System.lineSeparator());
    }
    return text.append(remarks(summary)).toString();
  }

  private static void add(List<List<String>> lines, Summary.Row row, String indent) {
    ReceptiveField field = row.receptiveField();
    String jump = field.isWhole() ? "" : field.jump().stream().map(String::valueOf).distinct().collect(Collectors.joining("x"));
    lines.add(List.of(indent + row.name(), row.layer(), row.output().toString(), count(row.parameters()), count(row.operations()),
        count(row.multiplications()), field.toString(), jump));
    row.parts().forEach(p -> add(lines, p, indent + "  "));
  }

  private static String line(List<String> cells, int[] widths) {
    var line = new StringBuilder();
    for (int c = 0; c < cells.size(); c++) {
      String space = " ".repeat(widths[c] - cells.get(c).length());
      line.append(c == 0 ? "" : GAP).append(c < FIRST_NUMBER ? cells.get(c) + space : space + cells.get(c));
    }
    return line.toString().stripTrailing();
  }

  private static String remarks(Summary summary) {
    return totals(summary) + notes(summary.rows());
  }

  private static String notes(List<Summary.Row> rows) {
    return rows.stream().map(r -> r.notes().stream().map(n -> "%s: %s%n".formatted(r.name(), n)).collect(Collectors.joining())
        + notes(r.parts())).collect(Collectors.joining());
  }

  private static String totals(Summary summary) {
    String fixed = summary.fixedParameters() == 0 ? "" : "%d fixed parameters%n".formatted(summary.fixedParameters());
    return summary.auxiliaryParameters() == 0 ? fixed
        : fixed + "%s auxiliary parameters, used in training only%n".formatted(count(summary.auxiliaryParameters()));
  }

  private static String count(long value) {
    return value == 0 ? "-" : String.format(Locale.ROOT, "%,d", value);
  }
}
