package jacquard.api.cli;

import jacquard.api.cli.option.OptionValues;
import jacquard.api.cli.time.InterleavedTimer;
import jacquard.api.cli.time.Stopwatch;
import jacquard.compiler.Compiler;
import jacquard.ir.UserError;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How much each pass is worth for one network: its time with all passes, without each one, and without all that can be left out.
///
/// Every variant is warmed up, then an [InterleavedTimer] times all of them. Programs that do not fit into the heap together run in
/// groups, one after another, each against the baseline again, whose samples of all groups count.
///
/// Machine code that has not run through some garbage collections is thrown out, and a kernel interpreted instead takes a hundred times
/// as long: each group is warmed up once more when it is complete, and garbage is collected only where memory is short.
///
/// Errors   `bench/heap` where not even one variant fits beside the baseline.
final class Ablation {
  /// The row with all passes.
  static final String BASELINE = "";
  /// The row of `Compiler.unoptimized()`: lowering and what it cannot do without.
  static final String ALL = "all";
  /// A program being made takes its memory a second time, for constants that are folded before they are packed.
  private static final int ROOM = 2;

  /// The times of one variant.
  record Row(String network, BenchMode mode, String without, double medianNanos, double fastestNanos) {}

  private final Workload.Subject subject;
  private final int threads;
  private final double seconds;
  private final PrintWriter log;
  private final Map<String, Compiler> variants;

  /// Warms each variant up for `seconds` or longer, then measures it as long. Of the variants only those in `chosen`, if any.
  ///
  /// Errors   `bench/without`.
  Ablation(Workload.Subject subject, List<String> chosen, int threads, double seconds, PrintWriter log) {
    this.subject = subject;
    this.variants = variants(subject, chosen);
    this.threads = threads;
    this.seconds = seconds;
    this.log = log;
  }

  /// The baseline, then one row for each variant, in the passes' order; without all last.
  List<Row> rows() {
    Workload baseline = subject.compiled(Compiler.create(), threads);
    var reference = warm(BASELINE, baseline.step());
    var done = new LinkedHashMap<String, Row>();
    var left = new ArrayList<>(variants.entrySet());
    while (!left.isEmpty()) {
      requireRoom(baseline.bytes());
      var group = new LinkedHashMap<String, InterleavedTimer.Candidate>();
      do {
        Map.Entry<String, Compiler> variant = left.removeFirst();
        group.put(variant.getKey(), warm(variant.getKey(), subject.compiled(variant.getValue(), threads).step()));
      } while (!left.isEmpty() && hasRoom(baseline.bytes()));
      var timer = new InterleavedTimer();
      timer.add(reference);
      group.values().forEach(timer::add);
      timer.warmUp(seconds);
      timer.run(seconds);
      group.forEach((name, candidate) -> done.put(name, row(name, candidate)));
    }
    var rows = new ArrayList<>(List.of(row(BASELINE, reference)));
    rows.addAll(done.values());
    return rows;
  }

  private Row row(String without, InterleavedTimer.Candidate candidate) {
    return new Row(subject.name(), subject.mode(), without, candidate.median(), candidate.fastest());
  }

  private static Map<String, Compiler> variants(Workload.Subject subject, List<String> chosen) {
    var variants = new LinkedHashMap<String, Compiler>();
    Compiler.optionalPasses(subject.graph()).forEach(id -> variants.put(id, Compiler.create().without(id)));
    variants.put(ALL, Compiler.create().unoptimized());
    for (String id : chosen) {
      if (!variants.containsKey(id)) {
        throw UserError.of("bench/without")
            .problem("no such pass can be left out of %s of \"%s\"", OptionValues.text(subject.mode()), subject.name()).where("--without")
            .got("%s", id).expected("one of %s", String.join(", ", variants.keySet())).didYouMean(id, variants.keySet()).build();
      }
    }
    if (!chosen.isEmpty()) {
      variants.keySet().retainAll(chosen);
    }
    return variants;
  }

  private InterleavedTimer.Candidate warm(String without, Runnable step) {
    log.println("warming up " + subject.name() + (without.isEmpty() ? "" : " without " + without));
    log.flush();
    new Stopwatch(seconds).warmUp(step);
    return new InterleavedTimer.Candidate(step);
  }

  private static long free() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory());
  }

  private static boolean hasRoom(long bytes) {
    if (free() < ROOM * bytes) {
      Runtime.getRuntime().gc(); // the programs of the last group are garbage
    }
    return free() >= ROOM * bytes;
  }

  private void requireRoom(long bytes) {
    if (!hasRoom(bytes)) {
      long free = free();
      long limit = Runtime.getRuntime().maxMemory();
      throw UserError.of("bench/heap").problem("\"%s\" compiled twice does not fit into the heap", subject.name()).where("--ablate")
          .got("%s for one program, twice that while it is made", gib(bytes)).expected("at most the %s left of %s", gib(free), gib(limit))
          .fix("allow a larger heap: java -Xmx%dg", Math.ceilDiv(limit - free + ROOM * bytes, 1L << 30) + 1).build();
    }
  }

  private static String gib(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", (double) bytes / (1L << 30));
  }
}
