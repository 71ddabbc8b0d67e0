package jacquard.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.architecture.ChildJvm;
import jacquard.architecture.CommandLineRun;
import jacquard.ir.graph.Graph;
import jacquard.ir.text.Parser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The switches of the compiler, given to the command line as system properties, over whole pipelines.
@Tag("any-width") // starts JVMs that are not told of a width
class SwitchedCommandLineTest {
  @TempDir
  private Path folder;

  private ChildJvm run(List<String> arguments) throws IOException, InterruptedException {
    ChildJvm run = ChildJvm.run(folder, Stream.concat(Stream.of("--add-modules", "jdk.incubator.vector", "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")), arguments.stream()).toList());
    assertEquals(0, run.exit(), () -> run.errors().toString());
    return run;
  }

  /// One process for several command lines.
  private List<CommandLineRun> runs(Stream<String> commands) throws IOException, InterruptedException {
    return SwitchedCommands.runs(run(Stream.concat(Stream.of(SwitchedCommands.class.getName()), commands).toList()).output());
  }

  private List<Graph> optimized(String... switches) throws IOException, InterruptedException {
    return runs(Stream.of(switches).map(s -> (s + " dump convnet-mnist --stage optimized").strip())).stream().map(run -> {
      assertEquals(0, run.exit(), run::errors);
      return Parser.parse(run.output());
    }).toList();
  }

  private static long count(Graph graph, String mnemonic) {
    return graph.nodes().stream().filter(n -> n.op().mnemonic().equals(mnemonic)).count();
  }

  @Test
  void disableStopAndBisectTakeEffect() throws IOException, InterruptedException {
    List<Graph> graphs = optimized("", "-Djacquard.pass.disable=fuse-epilogue", "-Djacquard.pass.stop=simplify",
        "-Djacquard.bisect=0", "-Djacquard.bisect=5");
    Graph all = graphs.get(0);
    assertTrue(count(all, "fused") > 0);
    assertEquals(0, count(graphs.get(1), "fused"));
    Graph stopped = graphs.get(2);
    assertEquals(0, count(stopped, "fused"));
    assertEquals(0, count(stopped, "softmax"), "required passes run all the same");
    Graph none = graphs.get(3);
    Graph some = graphs.get(4);
    assertTrue(none.nodes().size() > some.nodes().size() && some.nodes().size() > all.nodes().size(),
        () -> none.nodes().size() + ", " + some.nodes().size() + ", " + all.nodes().size());
  }

  @Test
  void dumpsComeInTheFormatsAskedFor() throws IOException, InterruptedException {
    Path dumps = folder.resolve("dumps");
    run(List.of("-Djacquard.dump=graph,loops", "-Djacquard.dump.format=text,dot,json", "-Djacquard.dump.dir=" + dumps,
        "jacquard.api.cli.Main", "dump", "linear", "--program", "evaluation", "--stage", "loops"));
    for (String file : List.of("linear-evaluation/00-input.ir", "linear-evaluation/00-input.dot", "linear-evaluation/00-input.json")) {
      assertTrue(Files.size(dumps.resolve(file)) > 0, file);
    }
    try (Stream<Path> kernels = Files.list(dumps.resolve("linear-kernels"))) {
      assertTrue(kernels.anyMatch(f -> f.toString().endsWith(".json")));
    }
  }

  @Test
  void aBadSwitchIsTheUsersMistake() throws IOException, InterruptedException {
    List<String> bad = List.of("-Djacquard.pass.stop=everything", "-Djacquard.dump.kernel=[", "-Djacquard.dump.kernels=conv*");
    List<String> codes = List.of("[switch/value]", "[switch/value]", "[switch/unknown]");
    List<CommandLineRun> runs = runs(bad.stream().map(s -> s + " -Djacquard.dump=loops dump linear --stage optimized"));
    for (int i = 0; i < bad.size(); i++) {
      CommandLineRun run = runs.get(i);
      assertEquals(1, run.exit(), bad.get(i));
      assertTrue(run.errors().contains(codes.get(i)), run::errors);
      assertTrue(run.output().isBlank(), bad.get(i));
    }
  }
}
