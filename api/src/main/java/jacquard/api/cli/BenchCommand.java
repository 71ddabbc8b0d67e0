package jacquard.api.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import jacquard.api.TrainingDefaults;
import jacquard.api.cli.option.InputChoice;
import jacquard.api.cli.option.OptionValues;
import jacquard.api.cli.time.Stopwatch;
import jacquard.compiler.Compiler;
import jacquard.compiler.MachinePeak;
import jacquard.compiler.Tuning;
import jacquard.compiler.TuningResult;
import jacquard.ir.UserError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `bench NAME ...`: how long networks and kernels take, and which part of the machine's peak they reach; with `--ablate`, what each
/// pass of the compiler is worth; with `--kernels`, how long each kernel takes and what limits it; with `--tune`, which register tiles are
/// faster than the predicted ones; with `--cold`, where the time goes from the start of a JVM to the first result.
///
/// Units    `gflops` counts the multiplications of a summary and as many additions; `peakFraction` is that over the peak of the same
///          number of threads, measured in the same run.
@Command(name = "bench", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Times networks and kernels against the machine's peak.")
final class BenchCommand implements Action {
  private static final double NANOS_PER_MS = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MINIMUM_SECONDS = 0.05;

  private record Row(Workload work, int threads, double medianNanos, double gflops) {}

  @Parameters(paramLabel = "NET_OR_KERNEL", arity = "1..*", description = "Built-in networks, or kernels such as conv3x3-64-56, "
      + "conv1x1-256-512-14, conv7x7s2-3-64-224, dense-784-100.")
  private List<String> names = new ArrayList<>();

  @Mixin
  private InputChoice input = new InputChoice();

  @Option(names = "--batch", paramLabel = "B", description = "Examples per run. Default: ${DEFAULT-VALUE}.")
  private int batch = 1;

  @Option(names = "--threads", paramLabel = "T", description = "Default: one per processor.")
  private int threads = TrainingDefaults.threads();

  @Option(names = "--mode", paramLabel = "MODE",
      description = "inference (one prediction) or training (one step; networks only). Default: ${DEFAULT-VALUE}.")
  private String mode = OptionValues.text(BenchMode.INFERENCE);

  @Option(names = "--seconds", paramLabel = "S",
      description = "Time to warm up for, and to measure for, each at least. Default: ${DEFAULT-VALUE}.")
  private double seconds = 3;

  @Option(names = "--ablate", description = "Time each network with all passes, without each of them, and without all that can be "
      + "left out (\"all\"), in turns.")
  private boolean ablate;

  @Option(names = "--without", split = ",", paramLabel = "PASS", description = "Only these variants of --ablate, which it implies: ids of "
      + "passes, or all.")
  private List<String> without = new ArrayList<>();

  @Option(names = "--kernels", description = "Time each kernel of each network: its share of the whole, of the peak and of the "
      + "bandwidth, its schedule, and what limits it. Runs for some seconds, whatever --seconds says.")
  private boolean kernels;

  @Option(names = "--tune", paramLabel = "FILE", description = "Measure which register tiles the contractions of each network are fastest "
      + "with, and write them to FILE, beside what it holds: -Djacquard.tuning=FILE takes them. Some ten programs run, each for "
      + "--seconds or longer.")
  private @Nullable Path tune;

  @Option(names = "--cold", description = "Start a new JVM for each, with this one's options, and time it from its start to the first "
      + "result and to the steady speed.")
  private boolean cold;

  @Option(names = "--weights", paramLabel = "FILE.safetensors", description = "With --cold, of one network: load these weights in place of "
      + "drawing some.")
  private @Nullable Path weights;

  @Option(names = "--json", description = "Write one JSON document.")
  private boolean json;

  @Override
  public int run(Console console) {
    BenchMode chosen = OptionValues.choice("--mode", mode, BenchMode.class);
    OptionValues.atLeast(1, "--batch", batch);
    OptionValues.threads(threads);
    OptionValues.positive("--seconds", seconds);
    double budget = Math.max(MINIMUM_SECONDS, seconds);
    requireOneReport();
    if (cold) {
      return cold(console, chosen, budget);
    }
    if (ablates()) {
      return ablate(console, chosen, budget);
    }
    if (kernels) {
      return kernels(console, chosen);
    }
    if (tune != null) {
      return tune(console, chosen, budget, tune);
    }
    var stopwatch = new Stopwatch(budget);
    double peak = 0;
    var rows = new ArrayList<Row>();
    for (String name : names) {
      Workload work = Workload.of(name, input, chosen, batch, threads);
      console.err().println("timing " + name);
      console.err().flush();
      double nanos = stopwatch.median(work.step());
      rows.add(new Row(work, threads, nanos, work.operations() / nanos));
      peak = Math.max(peak, MachinePeak.gflops(threads));
    }
    if (json) {
      console.document(document(peak, rows));
    } else {
      print(console, peak, rows);
    }
    return ExitCode.DONE;
  }

  private boolean ablates() {
    return ablate || !without.isEmpty();
  }

  private void requireOneReport() {
    List<String> reports = Stream.of(cold ? "--cold" : "", ablates() ? "--ablate" : "", kernels ? "--kernels" : "",
        tune == null ? "" : "--tune").filter(o -> !o.isEmpty()).toList();
    if (reports.size() > 1 || weights != null && (!cold || names.size() > 1)) {
      String given = String.join(" ", reports) + (weights == null ? "" : " --weights " + weights);
      throw UserError.of("bench/options").problem("these options do not go together").where("bench %s", given.strip())
          .got("%d network%s", names.size(), names.size() == 1 ? "" : "s")
          .expected("one of --cold, --ablate, --kernels and --tune; --weights with --cold and one network").build();
    }
  }

  private int kernels(Console console, BenchMode chosen) {
    var document = new JsonObject();
    document.add("rows", rows(console, "timing", chosen, subject -> new KernelReport(subject.name(), chosen,
        Compiler.create().translate(subject.graph()).measure(batch, threads))));
    return written(console, document);
  }

  /// What was measured is written after each network: an interrupt loses that of one.
  private int tune(Console console, BenchMode chosen, double budget, Path file) {
    Duration each = Duration.ofNanos((long) (budget * NANOS_PER_SECOND));
    Tuning.readOrNone(file).write(file); // refuses here what cannot be read or written
    var document = new JsonObject();
    document.addProperty("file", file.toString());
    document.add("rows", rows(console, "tuning", chosen, subject -> {
      TuningResult result = Compiler.create().tune(subject.graph(), batch, threads, each);
      Tuning.readOrNone(file).and(result.tuning()).write(file);
      return new TuneReport(subject.name(), chosen, batch, threads, result);
    }));
    return written(console, document);
  }

  /// A row for each network, which is printed at once where no document is asked for.
  private JsonArray rows(Console console, String doing, BenchMode chosen, Function<Workload.Subject, BenchReport> measured) {
    var rows = new JsonArray();
    for (String name : names) {
      Workload.Subject subject = Workload.subject(name, input, chosen, batch);
      console.err().println(doing + " " + name);
      console.err().flush();
      BenchReport report = measured.apply(subject);
      rows.add(report.json());
      if (!json) {
        report.print(console.out());
      }
    }
    return rows;
  }

  private int written(Console console, JsonObject document) {
    if (json) {
      console.document(document);
    }
    return ExitCode.DONE;
  }

  private int cold(Console console, BenchMode chosen, double budget) {
    var bench = new ColdBench(console);
    var rows = new ArrayList<ColdBench.Row>();
    for (String name : names) {
      Workload.model(name, input, chosen); // refuses unknown names here
      rows.add(bench.measure(request(name, chosen, budget)));
    }
    if (json) {
      console.document(ColdBench.document(rows));
    } else {
      bench.print(rows);
    }
    return ExitCode.DONE;
  }

  private ColdStart.Request request(String name, BenchMode chosen, double budget) {
    return new ColdStart.Request(name, input.text(), chosen, batch, threads, budget, weights == null ? "" : weights.toString());
  }

  private int ablate(Console console, BenchMode chosen, double budget) {
    var all = new ArrayList<Ablation.Row>();
    for (String name : names) {
      List<Ablation.Row> rows = new Ablation(Workload.subject(name, input, chosen, batch), without, threads, budget, console.err()).rows();
      all.addAll(rows);
      if (!json) {
        print(console, rows);
      }
    }
    if (json) {
      var array = new JsonArray();
      for (Ablation.Row row : all) {
        var entry = new JsonObject();
        entry.addProperty("network", row.network());
        entry.addProperty("mode", OptionValues.text(row.mode()));
        entry.addProperty("without", row.without());
        entry.addProperty("medianMs", row.medianNanos() / NANOS_PER_MS);
        array.add(entry);
      }
      var document = new JsonObject();
      document.addProperty("batch", batch);
      document.addProperty("threads", threads);
      document.add("rows", array);
      console.document(document);
    }
    return ExitCode.DONE;
  }

  /// The ratio is that to the baseline: above 1 where the pass pays.
  private static void print(Console console, List<Ablation.Row> rows) {
    double baseline = rows.getFirst().medianNanos();
    console.out().println(String.format(Locale.ROOT, "%-24s %-10s %-36s %12s %12s %8s", "network", "mode", "without",
        "fastest ms", "median ms", "ratio"));
    for (Ablation.Row row : rows) {
      console.out().println(String.format(Locale.ROOT, "%-24s %-10s %-36s %12.4f %12.4f %8.3f", row.network(),
          OptionValues.text(row.mode()), row.without(), row.fastestNanos() / NANOS_PER_MS, row.medianNanos() / NANOS_PER_MS,
          row.medianNanos() / baseline));
    }
  }

  private static JsonObject document(double peak, List<Row> rows) {
    var array = new JsonArray();
    for (Row row : rows) {
      var entry = new JsonObject();
      entry.addProperty("name", row.work.name());
      entry.addProperty("mode", OptionValues.text(row.work.mode()));
      entry.addProperty("batch", row.work.batch());
      entry.addProperty("threads", row.threads);
      entry.addProperty("medianMs", row.medianNanos / NANOS_PER_MS);
      entry.addProperty("gflops", row.gflops);
      entry.addProperty("peakFraction", row.gflops / peak);
      array.add(entry);
    }
    var document = new JsonObject();
    document.addProperty("peakGflops", peak);
    document.add("rows", array);
    return document;
  }

  private void print(Console console, double peak, List<Row> rows) {
    console.out().println(String.format(Locale.ROOT, "peak %.1f GFLOP/s on %d threads", peak, threads));
    console.out().println(String.format(Locale.ROOT, "%-24s %-10s %6s %8s %12s %10s %9s", "name", "mode", "batch", "threads",
        "median ms", "GFLOP/s", "of peak"));
    for (Row row : rows) {
      console.out().println(String.format(Locale.ROOT, "%-24s %-10s %6d %8d %12.4f %10.1f %7.1f %%", row.work.name(),
          OptionValues.text(row.work.mode()), row.work.batch(), row.threads, row.medianNanos / NANOS_PER_MS, row.gflops,
          100 * row.gflops / peak));
    }
  }
}
