package jacquard.compiler;

import jacquard.compiler.pass.Pass;
import jacquard.compiler.pass.pipeline.Pipelines;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// An [Explanation] as text: one line per kernel, totals, memory, then what the compiler noted.
final class ExplanationTable {
  private static final int NAME_COLUMNS = 40;
  private static final int LAYER_COLUMNS = 36;
  private static final double NANOS_PER_US = 1e3;
  private static final double NANOS_PER_MS = 1e6;

  private final Explanation explained;
  private final boolean measured;
  private final StringBuilder out = new StringBuilder();

  private ExplanationTable(Explanation explained) {
    this.explained = explained;
    this.measured = explained.measuredNanos().isPresent();
  }

  static String of(Explanation explained) {
    var table = new ExplanationTable(explained);
    table.kernels();
    table.totals();
    table.report();
    return table.out.toString();
  }

  private void kernels() {
    line("%s, batch %d", explained.program(), explained.batch());
    line("");
    int name = width(NAME_COLUMNS, explained.kernels().stream().map(Explanation.Kernel::name).toList());
    int layers = width(LAYER_COLUMNS, explained.kernels().stream().map(ExplanationTable::layers).toList());
    String format = "%-" + name + "s  %-11s  %-" + layers + "s  %-28s  %15s  %13s  %12s" + (measured ? "  %12s" : "%s");
    line(format, "kernel", "kind", "layers", "schedule", "operations", "bytes", "predicted us", measured ? "measured us" : "");
    for (Explanation.Kernel k : explained.kernels()) {
      line(format, cut(k.name(), name), k.kind().name().toLowerCase(Locale.ROOT), cut(layers(k), layers), k.form(),
          number(k.operations()), number(k.bytes()), us(k.predictedNanos()), measured ? us(k.measuredNanos().orElseThrow()) : "");
    }
  }

  private static String layers(Explanation.Kernel kernel) {
    return String.join(", ", kernel.layers());
  }

  private void totals() {
    line("");
    line("%d kernels: %s", explained.kernels().size(), Arrays.stream(Explanation.Kind.values()).filter(k -> explained.count(k) > 0)
        .map(k -> explained.count(k) + " " + k.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", ")));
    line("%s operations, %s bytes moved", number(explained.operations()), number(explained.bytes()));
    line("predicted %s ms at least, on %d thread%s of %.1f GFLOP/s and %.1f GB/s together%s", ms(explained.predictedNanos()),
        explained.threads(), explained.threads() == 1 ? "" : "s", explained.gflops(), explained.gigabytesPerSecond(),
        measured ? "; measured " + ms(explained.measuredNanos().orElseThrow()) + " ms" : "");
    Explanation.Memory memory = explained.memory();
    line("memory: arena %s bytes at its peak, %.3f of the %s alive at one time; states %s, constants %s", number(memory.arenaBytes()),
        (double) memory.arenaBytes() / Math.max(1, memory.lowerBound()), number(memory.lowerBound()), number(memory.stateBytes()),
        number(memory.constantBytes()));
  }

  private void report() {
    CompileReport report = explained.report();
    report.sections().forEach(section -> section(section.title(), section.lines()));
    section("left alone", missed(report.missed()));
    section("passes", passes(report.passes()));
  }

  /// The runs of each pass that did something on one line, the slowest first, then all others on one.
  private static List<String> passes(List<CompileReport.PassTime> runs) {
    Map<String, CompileReport.PassTime> passes = new LinkedHashMap<>();
    runs.forEach(r -> passes.merge(r.pass(), r, (a, b) -> new CompileReport.PassTime(a.pass(), a.nanos() + b.nanos(),
        a.rewrites() + b.rewrites(), a.changed() || b.changed())));
    int name = passes.keySet().stream().mapToInt(String::length).max().orElse(0);
    var lines = new ArrayList<String>();
    passes.values().stream().filter(CompileReport.PassTime::changed)
        .sorted(Comparator.comparingLong(CompileReport.PassTime::nanos).reversed())
        .map(p -> text("%10.3f ms  %15s  %-" + name + "s  %s", p.nanos() / NANOS_PER_MS, p.rewrites() == 0 ? ""
            : p.rewrites() + (p.rewrites() == 1 ? " rewrite" : " rewrites"), p.pass(), does(p.pass()))).forEach(lines::add);
    List<CompileReport.PassTime> idle = passes.values().stream().filter(p -> !p.changed()).toList();
    if (!idle.isEmpty()) {
      lines.add(text("%10.3f ms  changed nothing: %s", idle.stream().mapToLong(CompileReport.PassTime::nanos).sum() / NANOS_PER_MS,
          idle.stream().map(CompileReport.PassTime::pass).collect(Collectors.joining(", "))));
    }
    return lines;
  }

  private static String does(String pass) {
    Pass known = Pipelines.passes().get(pass);
    return known == null ? "" : known.does();
  }

  /// Equal reasons of a pass on one line, with the first node they are about.
  private static List<String> missed(List<CompileReport.Missed> missed) {
    Map<String, List<CompileReport.Missed>> groups = missed.stream()
        .collect(Collectors.groupingBy(m -> m.pass() + ": " + m.reason(), LinkedHashMap::new, Collectors.toList()));
    return groups.entrySet().stream().map(g -> {
      CompileReport.Missed first = g.getValue().getFirst();
      String more = g.getValue().size() == 1 ? "" : text(" and %d more", g.getValue().size() - 1);
      return text("%s: %s%s: %s%s", first.pass(), first.node(), more, first.reason(),
          first.place().isEmpty() ? "" : "  (at " + first.place().replaceFirst(", .*", ", …") + ")");
    }).toList();
  }

  private void section(String title, List<String> lines) {
    if (!lines.isEmpty()) {
      line("");
      line("%s:", title);
      lines.forEach(l -> line("  %s", l));
    }
  }

  private static int width(int most, List<String> texts) {
    return Math.clamp(texts.stream().mapToInt(String::length).max().orElse(0), "kernel".length(), most);
  }

  private static String cut(String text, int columns) {
    return text.length() <= columns ? text : text.substring(0, columns - 1) + "…";
  }

  private static String number(long count) {
    return text("%,d", count);
  }

  private static String us(double nanos) {
    return text("%,.2f", nanos / NANOS_PER_US);
  }

  private static String ms(double nanos) {
    return text("%,.3f", nanos / NANOS_PER_MS);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private void line(String format, Object... values) {
    out.append(text(format, values).stripTrailing()).append('\n');
  }
}
