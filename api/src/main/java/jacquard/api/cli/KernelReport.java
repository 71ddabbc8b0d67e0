package jacquard.api.cli;

import static jacquard.api.cli.BenchReport.line;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import jacquard.api.cli.option.OptionValues;
import jacquard.compiler.Explanation;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// `bench --kernels`: the kernels of a program, the slowest first, each with its share of the whole time, of the machine's peak and of its
/// bandwidth, its register tile, and what limits it.
///
/// Times are the least of several runs, in which kernels are timed one by one. A share of the bandwidth above 1 says that what is read lies
/// in the caches.
record KernelReport(String network, BenchMode mode, Explanation explained) implements BenchReport {
  private static final double NANOS_PER_US = 1e3;
  private static final double NANOS_PER_MS = 1e6;
  private static final int PERCENT = 100;
  private static final int MOST_COLUMNS = 44;

  private List<Explanation.Kernel> slowestFirst() {
    return explained.kernels().stream().sorted(Comparator.comparingDouble(KernelReport::nanos).reversed()).toList();
  }

  private static double nanos(Explanation.Kernel kernel) {
    return kernel.measuredNanos().orElseThrow();
  }

  private double share(Explanation.Kernel kernel) {
    return nanos(kernel) / explained.measuredNanos().orElseThrow();
  }

  private static double gflops(Explanation.Kernel kernel) {
    return kernel.operations() / Math.max(1, nanos(kernel));
  }

  private static double gigabytesPerSecond(Explanation.Kernel kernel) {
    return kernel.bytes() / Math.max(1, nanos(kernel));
  }

  private static String limit(Explanation.Kernel kernel) {
    return kernel.limit().name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void print(PrintWriter out) {
    line(out, "%s, %s, batch %d, %d thread%s: %.3f ms in %d kernel%s; peak %.1f GFLOP/s, %.1f GB/s", network, OptionValues.text(mode),
        explained.batch(), explained.threads(), explained.threads() == 1 ? "" : "s",
        explained.measuredNanos().orElseThrow() / NANOS_PER_MS, explained.kernels().size(), explained.kernels().size() == 1 ? "" : "s",
        explained.gflops(), explained.gigabytesPerSecond());
    int width = explained.kernels().stream().mapToInt(k -> k.name().length()).max().orElse(0);
    String kernel = "%-" + Math.clamp(width, "kernel".length(), MOST_COLUMNS) + "." + MOST_COLUMNS + "s";
    line(out, kernel + "  %10s %8s %9s %8s %8s %8s  %-12s  %-26s  %s", "kernel", "us", "of time", "GFLOP/s", "of peak", "GB/s", "of peak",
        "limit", "schedule", "layers");
    for (Explanation.Kernel k : slowestFirst()) {
      line(out, kernel + "  %10.2f %6.1f %% %9.1f %6.1f %% %8.1f %6.1f %%  %-12s  %-26s  %s", k.name(), nanos(k) / NANOS_PER_US,
          PERCENT * share(k), gflops(k), PERCENT * gflops(k) / explained.gflops(), gigabytesPerSecond(k),
          PERCENT * gigabytesPerSecond(k) / explained.gigabytesPerSecond(), limit(k), k.form(),
          String.join(", ", k.layers()));
    }
  }

  /// `{"name", "mode", "batch", "threads", "peakGflops", "gigabytesPerSecond", "kernels": [{"name", "layers", "schedule", …}]}`.
  @Override
  public JsonObject json() {
    var entry = new JsonObject();
    entry.addProperty("name", network);
    entry.addProperty("mode", OptionValues.text(mode));
    entry.addProperty("batch", explained.batch());
    entry.addProperty("threads", explained.threads());
    entry.addProperty("peakGflops", explained.gflops());
    entry.addProperty("gigabytesPerSecond", explained.gigabytesPerSecond());
    var kernels = new JsonArray();
    for (Explanation.Kernel k : slowestFirst()) {
      var row = new JsonObject();
      row.addProperty("name", k.name());
      var layers = new JsonArray();
      k.layers().forEach(layers::add);
      row.add("layers", layers);
      row.addProperty("schedule", k.form());
      row.addProperty("us", nanos(k) / NANOS_PER_US);
      row.addProperty("timeFraction", share(k));
      row.addProperty("gflops", gflops(k));
      row.addProperty("peakFraction", gflops(k) / explained.gflops());
      row.addProperty("gigabytesPerSecond", gigabytesPerSecond(k));
      row.addProperty("bandwidthFraction", gigabytesPerSecond(k) / explained.gigabytesPerSecond());
      row.addProperty("limit", limit(k));
      kernels.add(row);
    }
    entry.add("kernels", kernels);
    return entry;
  }
}
