package jacquard.api.cli;

import jacquard.api.Model;
import jacquard.api.cli.option.InputChoice;
import jacquard.api.cli.time.RunTimes;
import jacquard.api.cli.time.Stopwatch;
import jacquard.compiler.Compilation;
import jacquard.compiler.CompileReport;
import jacquard.compiler.Compiler;
import java.io.PrintStream;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What `bench --cold` times, in a JVM of its own: one network from the start of the process to its steady speed.
///
/// Prints a line `KEY VALUE` for each figure, times in nanoseconds. Up to the first result it does what a user's program does; what
/// measures further is asked for afterwards.
public final class ColdStart {
  /// A line of the time of a stage begins with this.
  static final String STAGE = "stage.";
  static final String FIRST_RESULT = "firstResult";
  static final String STEADY = "steady";
  static final String STEADY_RUN = "steadyRun";
  static final String FIRST_JIT = "firstResultJit";
  static final String JIT = "jit";
  static final String KERNELS = "kernels";
  static final String COMPILED_KERNELS = "compiledKernels";
  static final String PEAK_RESIDENT = "peakResidentBytes";
  private static final long NANOS_PER_MS = 1_000_000;

  /// What is asked for; `input` is empty for the network's own, `weights` where they are drawn.
  record Request(String name, String input, BenchMode mode, int batch, int threads, double seconds, String weights) {
    String[] arguments() {
      return new String[] {String.valueOf(System.currentTimeMillis()), name, mode.name(), String.valueOf(batch), String.valueOf(threads),
          String.valueOf(seconds), weights, input};
    }

    static Request of(String... arguments) {
      return new Request(arguments[1], arguments[7], BenchMode.valueOf(arguments[2]), Integer.parseInt(arguments[3]),
          Integer.parseInt(arguments[4]), Double.parseDouble(arguments[5]), arguments[6]);
    }
  }

  private final Request request;
  private final Map<String, Long> stages = new LinkedHashMap<>();
  private final long processStart;
  private long last;

  private ColdStart(Request request, long processStart) {
    this.request = request;
    this.processStart = processStart;
    this.last = processStart;
  }

  /// The arguments are those of a [Request], made just before the process was started.
  public static void main(String[] args) {
    long processStart = System.nanoTime() - (System.currentTimeMillis() - Long.parseLong(args[0])) * NANOS_PER_MS;
    try {
      new ColdStart(Request.of(args), processStart).run(System.out);
    } catch (Throwable thrown) {
      System.exit(Failures.report(thrown, Console.ofProcess(), args));
    }
  }

  /// Charges the time since the stage before to `stage`.
  private void lap(String stage) {
    long now = System.nanoTime();
    stages.merge(stage, now - last, Long::sum);
    last = now;
  }

  private void run(PrintStream out) {
    Running running = firstRun();
    long firstResult = last;
    long firstJit = jitNanos();
    var runs = new RunTimes(firstResult);
    double steadyNanos = new Stopwatch(request.seconds).median(() -> {
      running.step.run();
      runs.ended(System.nanoTime());
    });
    stages.forEach((stage, nanos) -> out.println(STAGE + stage + " " + nanos));
    out.println(FIRST_RESULT + " " + (firstResult - processStart));
    out.println(STEADY + " " + (runs.steadySince(steadyNanos) - processStart));
    out.println(STEADY_RUN + " " + Math.round(steadyNanos));
    out.println(FIRST_JIT + " " + firstJit);
    out.println(JIT + " " + jitNanos());
    out.println(KERNELS + " " + ProcessFacts.classes(running.compiled.classes()));
    ProcessFacts.compiledKernels(running.compiled.classes()).ifPresent(count -> out.println(COMPILED_KERNELS + " " + count));
    ProcessFacts.peakResidentBytes().ifPresent(bytes -> out.println(PEAK_RESIDENT + " " + bytes));
    out.flush();
  }

  /// What a user's program holds after the first run; the model is not among it.
  private record Running(Compilation compiled, Runnable step) {}

  private Running firstRun() {
    lap("start");
    Model defined = Workload.model(request.name, InputChoice.of(request.input), request.mode);
    lap("define");
    Model model = request.weights.isEmpty() ? defined.withParameters(Map.of()) : defined.load(Path.of(request.weights));
    lap("weights");
    Workload.Subject subject = Workload.subject(request.name, request.mode, request.batch, model);
    lap("graph");
    Compilation compiled = Compiler.create().beginningInScalarCode().translate(subject.graph());
    chargeStages(compiled.stages());
    Workload work = subject.of(compiled.serving(), request.threads);
    lap("prepare");
    work.step().run();
    lap("firstRun");
    return new Running(compiled, work.step());
  }

  /// What the stages of the compiler do not name is `other`.
  private void chargeStages(List<CompileReport.StageTime> timed) {
    long now = System.nanoTime();
    long other = now - last;
    for (CompileReport.StageTime stage : timed) {
      stages.merge(stage.stage(), stage.nanos(), Long::sum);
      other -= stage.nanos();
    }
    stages.put("other", other);
    last = now;
  }

  /// 0 where the JVM does not say.
  private static long jitNanos() {
    CompilationMXBean bean = ManagementFactory.getCompilationMXBean();
    return bean != null && bean.isCompilationTimeMonitoringSupported() ? bean.getTotalCompilationTime() * NANOS_PER_MS : 0;
  }
}
