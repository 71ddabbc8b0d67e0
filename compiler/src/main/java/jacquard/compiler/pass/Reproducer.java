package jacquard.compiler.pass;

import jacquard.compiler.options.CompilerSwitches;
import jacquard.ir.CompilerBug;
import jacquard.ir.NdArray;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import jacquard.ir.text.OmittedConstants;
import jacquard.ir.text.Printer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The report of a pass that failed: names pass and node, and leaves a file with which the failure can be run again.
///
/// The file is a golden case: `// RUN: pass=ID`, the pipeline, the flags and the error as comments, then the graph the pass was given; the
/// data of its constants stands in a safetensors file beside it. Where what follows the passes failed, it says `// RUN: compile`. `dump
/// FILE` runs either again.
public final class Reproducer {
  /// Constants of more bytes are left out; a pass that folds them then leaves them alone.
  private static final long MOST_DATA_BYTES = 1L << 28;

  private final CompilerSwitches switches;
  private final Pipeline pipeline;

  Reproducer(CompilerSwitches switches, Pipeline pipeline) {
    this.switches = switches;
    this.pipeline = pipeline;
  }

  /// `pass` failed on `input`, at `node` where that is known.
  CompilerBug failure(Pass pass, Graph input, @Nullable Node node, String problem, @Nullable Throwable cause) {
    String place = node == null ? "" : " at " + node + (node.loc().sites().isEmpty() ? "" : " (" + node.loc() + ")");
    String header = "// RUN: pass=" + pass.id() + "\n// pipeline: " + pipeline.name() + "=" + pipeline;
    String file = write(switches, pass.id(), header, input, problem + place);
    return new CompilerBug(String.format(Locale.ROOT,
        "pass %s of pipeline %s%s: %s%n  reproducer: %s", pass.id(), pipeline.name(), place, problem, file),
        cause);
  }

  /// What follows the passes, from lowering to class files, failed on `optimized`.
  public static CompilerBug failure(CompilerSwitches switches, Graph optimized, Throwable cause) {
    String problem = cause instanceof CompilerBug ? String.valueOf(cause.getMessage()).replaceFirst("^[^:]*: ", "") : cause.toString();
    String file = write(switches, "compile", "// RUN: compile", optimized, problem);
    return new CompilerBug(String.format(Locale.ROOT, "compiling the optimised graph '%s' failed: %s%n  reproducer: %s",
        optimized.name(), problem, file), cause);
  }

  private static String write(CompilerSwitches switches, String what, String header, Graph input, String problem) {
    String error = problem.lines().map(l -> "// error: " + l).collect(Collectors.joining("\n"));
    String text = header + "\n// flags:" + flags() + "\n" + error + "\n" + Printer.print(input);
    String name = String.format(Locale.ROOT, "jacquard-%s-%s-%08x", Dumps.fileName(input.name()), what, text.hashCode());
    try {
      Path dir = switches.dump().isEmpty() ? Path.of(System.getProperty("java.io.tmpdir")) : switches.dumpDir();
      Map<String, NdArray> constants = OmittedConstants.of(input);
      if (!constants.isEmpty() && constants.values().stream().mapToLong(c -> c.type().bytes(1)).sum() <= MOST_DATA_BYTES) {
        Dumps.write(dir.resolve(name + ".safetensors"), constants);
      }
      Path file = dir.resolve(name + ".ir");
      Dumps.write(file, text);
      return file.toAbsolutePath().toString();
    } catch (RuntimeException e) {
      return "could not be written: " + e.getMessage();
    }
  }

  private static String flags() {
    return System.getProperties().stringPropertyNames().stream().filter(n -> n.startsWith("jacquard.")).sorted()
        .map(n -> " -D" + n + "=" + System.getProperty(n)).collect(Collectors.joining());
  }
}
