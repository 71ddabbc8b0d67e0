package jacquard.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.architecture.ChildJvm;
import jacquard.ir.graph.Graph;
import jacquard.ir.text.Parser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  private ChildJvm run(List<String> switches, String... command) throws IOException, InterruptedException {
    var arguments = new ArrayList<>(List.of("--add-modules", "jdk.incubator.vector", "-XX:TieredStopAtLevel=1", "-cp",
        System.getProperty("java.class.path")));
    arguments.addAll(switches);
    arguments.add("jacquard.api.cli.Main");
    arguments.addAll(List.of(command));
    return ChildJvm.run(folder, arguments);
  }

  private Graph optimized(String... switches) throws IOException, InterruptedException {
    ChildJvm run = run(List.of(switches), "dump", "convnet-mnist", "--stage", "optimized");
    assertEquals(0, run.exit(), () -> run.errors().toString());
    return Parser.parse(String.join("\n", run.output()));
  }

  private static long count(Graph graph, String mnemonic) {
    return graph.nodes().stream().filter(n -> n.op().mnemonic().equals(mnemonic)).count();
  }

  @Test
  void disableStopAndBisectTakeEffect() throws IOException, InterruptedException {
    Graph all = optimized();
    assertTrue(count(all, "fused") > 0);
    assertEquals(0, count(optimized("-Djacquard.pass.disable=fuse-epilogue"), "fused"));
    Graph stopped = optimized("-Djacquard.pass.stop=simplify");
    assertEquals(0, count(stopped, "fused"));
    assertEquals(0, count(stopped, "softmax"), "required passes run all the same");
    Graph none = optimized("-Djacquard.bisect=0");
    Graph some = optimized("-Djacquard.bisect=5");
    assertTrue(none.nodes().size() > some.nodes().size() && some.nodes().size() > all.nodes().size(),
        () -> none.nodes().size() + ", " + some.nodes().size() + ", " + all.nodes().size());
  }

  @Test
  void dumpsComeInTheFormatsAskedFor() throws IOException, InterruptedException {
    Path dumps = folder.resolve("dumps");
    ChildJvm run = run(List.of("-Djacquard.dump=graph,loops", "-Djacquard.dump.format=text,dot,json", "-Djacquard.dump.dir=" + dumps),
        "dump", "linear", "--program", "evaluation", "--stage", "loops");
    assertEquals(0, run.exit(), () -> run.errors().toString());
    for (String file : List.of("linear-evaluation/00-input.ir", "linear-evaluation/00-input.dot", "linear-evaluation/00-input.json")) {
      assertTrue(Files.size(dumps.resolve(file)) > 0, file);
    }
    try (Stream<Path> kernels = Files.list(dumps.resolve("linear-kernels"))) {
      assertTrue(kernels.anyMatch(f -> f.toString().endsWith(".json")));
    }
  }

  @Test
  void aBadSwitchIsTheUsersMistake() throws IOException, InterruptedException {
    for (String bad : List.of("-Djacquard.pass.stop=everything [switch/value]", "-Djacquard.dump.kernel=[ [switch/value]",
        "-Djacquard.dump.kernels=conv* [switch/unknown]")) {
      String[] parts = bad.split(" ");
      ChildJvm run = run(List.of(parts[0], "-Djacquard.dump=loops"), "dump", "linear", "--stage", "optimized");
      assertEquals(1, run.exit(), bad);
      assertTrue(String.join("\n", run.errors()).contains(parts[1]), () -> run.errors().toString());
      assertFalse(run.output().stream().anyMatch(l -> !l.isBlank()), bad);
    }
  }
}
