package jacquard.compiler.pass;

import jacquard.ir.CompilerBug;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import jacquard.ir.text.Printer;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The report of a pass that failed: names pass and node, and leaves a file with which the failure can be run again.
///
/// The file is a golden case: `// RUN: pass=ID`, the pipeline, the flags and the error as comments, then the graph the pass was given.
final class Reproducer {
  private final Switches switches;
  private final Pipeline pipeline;

  Reproducer(Switches switches, Pipeline pipeline) {
    this.switches = switches;
    this.pipeline = pipeline;
  }

  /// `pass` failed on `input`, at `node` where that is known.
  CompilerBug failure(Pass pass, Graph input, @Nullable Node node, String problem, @Nullable Throwable cause) {
    String place = node == null ? "" : " at " + node + (node.loc().sites().isEmpty() ? "" : " (" + node.loc() + ")");
    String file = write(pass, input, problem + place);
    return new CompilerBug("pass %s of pipeline %s%s: %s%n  reproducer: %s".formatted(pass.id(), pipeline.name(), place, problem, file),
        cause);
  }

  private String write(Pass pass, Graph input, String problem) {
    Path dir = switches.dump().isEmpty() ? Path.of(System.getProperty("java.io.tmpdir")) : switches.dumpDir();
    String text = "// RUN: pass=" + pass.id() + "\n// pipeline: " + pipeline.name() + "=" + pipeline + "\n// flags:" + flags()
        + "\n" + problem.lines().map(l -> "// error: " + l).collect(Collectors.joining("\n")) + "\n" + Printer.print(input);
    String name = "jacquard-%s-%s-%08x.ir".formatted(Dumps.fileName(input.name()), pass.id(), text.hashCode());
    try {
      Dumps.write(dir.resolve(name), text);
      return dir.resolve(name).toAbsolutePath().toString();
    } catch (RuntimeException e) {
      return "could not be written: " + e.getMessage();
    }
  }

  private static String flags() {
    return System.getProperties().stringPropertyNames().stream().filter(n -> n.startsWith("jacquard.")).sorted()
        .map(n -> " -D" + n + "=" + System.getProperty(n)).collect(Collectors.joining());
  }
}
