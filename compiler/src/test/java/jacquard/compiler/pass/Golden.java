package jacquard.compiler.pass;

import jacquard.compiler.pass.pipeline.Pipelines;
import jacquard.ir.graph.Graph;
import jacquard.ir.text.Printer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Golden files: a graph and what a pipeline makes of it, as text.
///
/// ```
/// // RUN: pass=fuse-epilogue                 passes by id, or pipeline=training; holds for all cases of the file
/// graph @bias(%x: f32[2,3], …) {
///   …
/// }
/// // => %0 = fused …                         the lines of the result between its first and last
/// // => remark: %1 add: has other uses …
/// // -----                                   the next case
/// ```
///
/// An unchanged graph is `// => unchanged`. The results are rewritten by `-Djacquard.bless=true`.
record Golden(Path file, Pipeline pipeline, String input, List<String> expected) {
  private static final Path ROOT = Path.of("src", "test", "resources", "golden");
  private static final String RUN = "// RUN: ";
  private static final String RESULT = "// =>";
  private static final String SEPARATOR = "// -----";

  /// The cases of every file in `folder`, blessed first if that is asked for.
  static List<Golden> under(String folder) {
    try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
      return files.filter(f -> f.toString().endsWith(".ir")).sorted().flatMap(f -> cases(f).stream()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Golden> cases(Path file) {
    List<Golden> cases = read(file);
    if (Boolean.getBoolean("jacquard.bless")) {
      bless(file, cases);
      return read(file);
    }
    return cases;
  }

  private static List<Golden> read(Path file) {
    try {
      String text = Files.readString(file);
      String run = text.lines().filter(l -> l.startsWith(RUN)).findFirst().orElseThrow().substring(RUN.length()).strip();
      return Arrays.stream(text.split("(?m)^" + SEPARATOR + ".*\n")).map(part -> new Golden(file, pipeline(run), input(part),
          part.lines().filter(l -> l.startsWith(RESULT)).map(l -> l.substring(RESULT.length()).strip()).toList())).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String input(String part) {
    return part.lines().filter(l -> !l.startsWith(RESULT)).collect(Collectors.joining("\n", "", "\n")).strip();
  }

  static Pipeline pipeline(String run) {
    if (run.startsWith("pipeline=")) {
      String name = run.substring("pipeline=".length());
      return Pipelines.ALL.stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
    }
    Map<String, Pass> passes = Pipelines.passes();
    Pipeline pipeline = Pipeline.named("golden");
    for (String id : run.substring("pass=".length()).split(",")) {
      pipeline = pipeline.add(java.util.Objects.requireNonNull(passes.get(id), id));
    }
    return pipeline;
  }

  /// The graph's name, and the file's.
  String name() {
    return file.getFileName() + " " + input.lines().filter(l -> l.startsWith("graph @")).findFirst().orElseThrow()
        .replaceFirst("graph (@\\w+).*", "$1");
  }

  /// The result as the golden file has it.
  static List<String> text(Graph before, PassManager.Result result) {
    var lines = new ArrayList<String>();
    if (result.graph() == before) {
      lines.add("unchanged");
    } else {
      Printer.lines(result.graph(), false).stream().filter(l -> l.part() != Printer.Part.HEADER && l.part() != Printer.Part.END)
          .forEach(l -> lines.add(l.text().strip()));
    }
    result.remarks().forEach(r -> lines.add("remark: " + r.text()));
    return lines;
  }

  private static void bless(Path file, List<Golden> cases) {
    Function<Golden, String> text = c -> {
      Graph before = jacquard.ir.text.Parser.parse(c.name(), c.input);
      return c.input + "\n" + text(before, PassManager.forTests().run(c.pipeline, before)).stream().map(l -> RESULT + " " + l + "\n")
          .collect(Collectors.joining());
    };
    try {
      Files.writeString(file, cases.stream().map(text).collect(Collectors.joining(SEPARATOR + "\n")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
