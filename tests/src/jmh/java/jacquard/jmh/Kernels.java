package jacquard.jmh;

import jacquard.measure.ThisMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// Runs the benchmark and writes its table: `Kernels FILE [JMH's options]`.
public final class Kernels {
  private Kernels() {}

  public static void main(String[] arguments) throws IOException, RunnerException, CommandLineOptionException {
    String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
    var options = new OptionsBuilder().parent(new CommandLineOptions(rest)).include(KernelBenchmark.class.getName()).build();
    String table = table(new Runner(options).run());
    System.out.println(table);
    Files.writeString(Path.of(arguments[0]), table);
  }

  private static String table(Collection<RunResult> results) throws IOException {
    var text = new StringBuilder(ThisMachine.line() + "; one thread, batch 1\n\n")
        .append("| layer | µs | ± | GFLOP/s |\n| --- | ---: | ---: | ---: |\n");
    for (RunResult result : results) {
      Kernel kernel = Kernel.valueOf(result.getParams().getParam("kernel"));
      Result<?> time = result.getPrimaryResult();
      double operations = 2.0 * kernel.model().summary().multiplications();
      String rate = operations == 0 ? "" : String.format(Locale.ROOT, "%.1f", operations / time.getScore() / 1e3);
      text.append(String.format(Locale.ROOT, "| %s | %.1f | %.1f | %s |%n", kernel.title(), time.getScore(), time.getScoreError(), rate));
    }
    return text.toString();
  }
}
