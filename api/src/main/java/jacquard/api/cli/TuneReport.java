package jacquard.api.cli;

import static jacquard.api.cli.BenchReport.line;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import jacquard.api.cli.option.OptionValues;
import jacquard.compiler.TuningResult;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;

/// `bench --tune`: what the kernels of a program take with the register tiles of before and with those that were measured, and each
/// contraction that has another tile now, the largest gain first.
record TuneReport(String network, BenchMode mode, int batch, int threads, TuningResult result) implements BenchReport {
  private static final double NANOS_PER_US = 1e3;
  private static final double NANOS_PER_MS = 1e6;

  private List<TuningResult.Kernel> largestGainFirst() {
    return result.kernels().stream().sorted(Comparator.comparingDouble(k -> k.nanos() - k.nanosBefore())).toList();
  }

  @Override
  public void print(PrintWriter out) {
    line(out, "%s, %s, batch %d, %d thread%s: kernels %.3f ms, before %.3f; other tiles for %d of %d contractions", network,
        OptionValues.text(mode), batch, threads, threads == 1 ? "" : "s", result.nanos() / NANOS_PER_MS,
        result.nanosBefore() / NANOS_PER_MS, result.kernels().size(), result.tuning().size());
    if (!result.kernels().isEmpty()) {
      line(out, "%10s %10s  %-28s  %-28s  %s", "us", "before", "tile", "before", "layers");
    }
    for (TuningResult.Kernel k : largestGainFirst()) {
      line(out, "%10.2f %10.2f  %-28s  %-28s  %s", k.nanos() / NANOS_PER_US, k.nanosBefore() / NANOS_PER_US, k.now(), k.before(),
          String.join(", ", k.layers()));
    }
  }

  /// `{"name", "mode", "batch", "threads", "contractions", "ms", "msBefore", "kernels": [{"layers", "tile", "tileBefore", "us",
  /// "usBefore"}]}`.
  @Override
  public JsonObject json() {
    var entry = new JsonObject();
    entry.addProperty("name", network);
    entry.addProperty("mode", OptionValues.text(mode));
    entry.addProperty("batch", batch);
    entry.addProperty("threads", threads);
    entry.addProperty("contractions", result.tuning().size());
    entry.addProperty("ms", result.nanos() / NANOS_PER_MS);
    entry.addProperty("msBefore", result.nanosBefore() / NANOS_PER_MS);
    var kernels = new JsonArray();
    for (TuningResult.Kernel k : largestGainFirst()) {
      var row = new JsonObject();
      var layers = new JsonArray();
      k.layers().forEach(layers::add);
      row.add("layers", layers);
      row.addProperty("tile", k.now());
      row.addProperty("tileBefore", k.before());
      row.addProperty("us", k.nanos() / NANOS_PER_US);
      row.addProperty("usBefore", k.nanosBefore() / NANOS_PER_US);
      kernels.add(row);
    }
    entry.add("kernels", kernels);
    return entry;
  }
}
