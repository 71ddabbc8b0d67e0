package jacquard.api.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import jacquard.api.cli.option.OptionValues;
import jacquard.ir.Interrupted;
import jacquard.ir.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// `bench --cold`: one new JVM a network, with this one's `java`, options and class path or module path; what [ColdStart] measures there as
/// JSON or as a table.
final class ColdBench {
  private static final double NANOS_PER_MS = 1e6;
  private static final double MIB = 1 << 20;
  /// Options of this JVM that are not for others.
  private static final List<String> OWN = List.of("-agentlib:", "-agentpath:", "-javaagent:", "-Xrun");

  /// The figures of one process.
  record Row(ColdStart.Request request, Map<String, Long> figures) {
    Map<String, Double> stagesMs() {
      var stages = new LinkedHashMap<String, Double>();
      figures.forEach((key, value) -> {
        if (key.startsWith(ColdStart.STAGE)) {
          stages.put(key.substring(ColdStart.STAGE.length()), value / NANOS_PER_MS);
        }
      });
      return stages;
    }

    double ms(String key) {
      return figures.getOrDefault(key, 0L) / NANOS_PER_MS;
    }

    @Nullable Long count(String key) {
      return figures.get(key);
    }
  }

  private final Console console;

  ColdBench(Console console) {
    this.console = console;
  }

  /// Starts the process and waits for its end; what it has to say goes to standard error.
  ///
  /// Errors   `bench/cold` where no process can be started, or it ends without figures; [Interrupted].
  Row measure(ColdStart.Request request) {
    console.err().println("starting " + request.name());
    console.err().flush();
    Process process = null;
    try {
      process = new ProcessBuilder(command(request)).start();
      process.getOutputStream().close();
      BufferedReader errors = process.errorReader();
      Thread forwarding = Thread.ofVirtual().start(() -> errors.lines().forEach(console.err()::println));
      var figures = new LinkedHashMap<String, Long>();
      process.inputReader().lines().map(line -> line.split(" ", 2)).forEach(line -> figures.put(line[0], Long.valueOf(line[1])));
      int exit = process.waitFor();
      forwarding.join();
      if (exit != ExitCode.DONE) {
        throw UserError.of("bench/cold").problem("the new JVM did not get to the first result of \"%s\"", request.name())
            .where("--cold").got("exit code %d, and the message above", exit).build();
      }
      return new Row(request, figures);
    } catch (IOException e) {
      throw UserError.of("bench/cold").problem("no new JVM can be started").where("--cold").got("%s", e).cause(e).build();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      Interrupted.check();
      throw new IllegalStateException(e);
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
    }
  }

  private static List<String> command(ColdStart.Request request) {
    String java = ProcessHandle.current().info().command()
        .orElseThrow(() -> UserError.of("bench/cold").problem("the system does not say which java runs").where("--cold").build());
    var command = new ArrayList<>(List.of(java));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(a -> OWN.stream().noneMatch(a::startsWith))
        .forEach(command::add);
    Module module = ColdStart.class.getModule();
    if (module.isNamed()) {
      command.addAll(List.of("-m", module.getName() + "/" + ColdStart.class.getName()));
    } else {
      command.addAll(List.of("-cp", System.getProperty("java.class.path", ""), ColdStart.class.getName()));
    }
    command.addAll(List.of(request.arguments()));
    return command;
  }

  /// `{"rows": [{"name", "mode", "batch", "threads", "weights", "stagesMs": {…}, "firstResultMs", …}]}`.
  static JsonObject document(List<Row> rows) {
    var array = new JsonArray();
    for (Row row : rows) {
      var entry = new JsonObject();
      entry.addProperty("name", row.request.name());
      entry.addProperty("mode", OptionValues.text(row.request.mode()));
      entry.addProperty("batch", row.request.batch());
      entry.addProperty("threads", row.request.threads());
      entry.addProperty("weights", row.request.weights().isEmpty() ? "drawn" : row.request.weights());
      var stages = new JsonObject();
      row.stagesMs().forEach(stages::addProperty);
      entry.add("stagesMs", stages);
      entry.addProperty("firstResultMs", row.ms(ColdStart.FIRST_RESULT));
      entry.addProperty("steadyMs", row.ms(ColdStart.STEADY));
      entry.addProperty("steadyRunMs", row.ms(ColdStart.STEADY_RUN));
      entry.addProperty("firstResultJitMs", row.ms(ColdStart.FIRST_JIT));
      entry.addProperty("jitMs", row.ms(ColdStart.JIT));
      entry.addProperty("kernels", row.count(ColdStart.KERNELS));
      entry.addProperty("compiledKernels", row.count(ColdStart.COMPILED_KERNELS));
      entry.addProperty("peakResidentBytes", row.count(ColdStart.PEAK_RESIDENT));
      array.add(entry);
    }
    var document = new JsonObject();
    document.add("rows", array);
    return document;
  }

  /// A column for each network.
  void print(List<Row> rows) {
    line(rows, "ms", r -> r.request.name());
    var stages = new LinkedHashSet<String>();
    rows.forEach(r -> stages.addAll(r.stagesMs().keySet()));
    stages.forEach(stage -> line(rows, stage, r -> number(r.stagesMs().getOrDefault(stage, 0.0))));
    line(rows, "first result after", r -> number(r.ms(ColdStart.FIRST_RESULT)));
    line(rows, "  JIT compilers by then", r -> number(r.ms(ColdStart.FIRST_JIT)));
    line(rows, "steady after", r -> number(r.ms(ColdStart.STEADY)));
    line(rows, "  JIT compilers in all", r -> number(r.ms(ColdStart.JIT)));
    line(rows, "  a run then", r -> String.format(Locale.ROOT, "%.3f", r.ms(ColdStart.STEADY_RUN)));
    line(rows, "kernels by C2, of all", r -> text(r.count(ColdStart.COMPILED_KERNELS)) + " of " + text(r.count(ColdStart.KERNELS)));
    line(rows, "peak resident MiB", r -> {
      Long bytes = r.count(ColdStart.PEAK_RESIDENT);
      return bytes == null ? "unknown" : number(bytes / MIB);
    });
  }

  private void line(List<Row> rows, String title, Function<Row, String> cell) {
    var line = new StringBuilder(String.format(Locale.ROOT, "%-24s", title));
    rows.forEach(row -> line.append(String.format(Locale.ROOT, " %18s", cell.apply(row))));
    console.out().println(line);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String text(@Nullable Long count) {
    return count == null ? "?" : count.toString();
  }
}
