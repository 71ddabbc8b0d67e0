package jacquard.api;

import jacquard.api.layer.ReceptiveField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A summary as text: aligned columns, numbers to the right with groups of three digits, a line of totals.
final class SummaryTable {
  private static final List<String> HEAD =
      List.of("layer", "", "output", "volume", "parameters", "operations", "multiplications", "receptive field", "jump");
  private static final int FIRST_NUMBER = 3;
  private static final List<String> UNITS = List.of("bytes", "KiB", "MiB", "GiB", "TiB");
  private static final double BYTES_PER_UNIT = 1024;
  private static final String GAP = "  ";

  private SummaryTable() {}

  static String of(Summary summary) {
    var lines = new ArrayList<List<String>>();
    lines.add(HEAD);
    summary.rows().forEach(r -> add(lines, r, ""));
    var total = List.of("total", "", "", count(summary.volume()), count(summary.parameters()), count(summary.operations()),
        count(summary.multiplications()), "", "");
    lines.add(total);
    int[] widths = IntStream.range(0, HEAD.size()).map(c -> lines.stream().mapToInt(l -> l.get(c).length()).max().orElse(0)).toArray();
    String rule = "─".repeat(IntStream.of(widths).sum() + GAP.length() * (HEAD.size() - 1));
    var text = new StringBuilder(String.format(Locale.ROOT,
        "%s: input %s, %s%n", summary.network(), summary.input(), summary.dtype().text()));
    for (int i = 0; i < lines.size(); i++) {
      boolean ruled = i == 1 || i == lines.size() - 1;
      text.append(ruled ? rule + System.lineSeparator() : "").append(line(lines.get(i), widths)).append(System.lineSeparator());
    }
    summary.rows().forEach(r -> addNotes(text, r));
    return text.append(remarks(summary)).toString();
  }

  private static void add(List<List<String>> lines, Summary.Row row, String indent) {
    ReceptiveField field = row.receptiveField();
    String jump = field.isWhole() || field.dependsOnData() ? ""
        : field.jump().stream().map(String::valueOf).distinct().collect(Collectors.joining("x"));
    lines.add(List.of(indent + row.name(), row.layer(), row.output().toString(), count(row.volume()), count(row.parameters()),
        count(row.operations()), count(row.multiplications()), field.toString(), jump));
    row.parts().forEach(p -> add(lines, p, indent + "  "));
  }

  private static void addNotes(StringBuilder text, Summary.Row row) {
    row.notes().forEach(note -> text.append(String.format(Locale.ROOT, "%s: %s%n", row.name(), note)));
    row.parts().forEach(part -> addNotes(text, part));
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
    var text = new StringBuilder(String.format(Locale.ROOT, "%s of parameters, %s of layers' results per example%n",
        bytes(summary.parameterBytes()), bytes(summary.activationBytes())));
    if (summary.fixedParameters() > 0) {
      text.append(String.format(Locale.ROOT, "%s fixed parameters: statistics of norms and given kernels, which no gradient changes%n",
          count(summary.fixedParameters())));
    }
    if (summary.auxiliaryParameters() > 0) {
      text.append(String.format(Locale.ROOT, "%s auxiliary parameters, used in training only%n", count(summary.auxiliaryParameters())));
    }
    return text.toString();
  }

  private static String bytes(long bytes) {
    int unit = 0;
    double size = bytes;
    while (size >= BYTES_PER_UNIT && unit < UNITS.size() - 1) {
      size /= BYTES_PER_UNIT;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, UNITS.get(unit));
  }

  private static String count(long value) {
    return value == 0 ? "-" : String.format(Locale.ROOT, "%,d", value);
  }
}
