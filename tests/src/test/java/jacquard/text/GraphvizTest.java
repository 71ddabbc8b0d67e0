package jacquard.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.ir.graph.Graph;
import jacquard.ir.text.DotDump;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Where Graphviz is installed: `dot` draws graphs, gradients and optimised graphs without complaint, the large ones in reasonable time.
@Tag("any-width") // draws graphs, which know no width
class GraphvizTest {
  /// Ten times what the slowest takes on an idle machine.
  private static final int MOST_SECONDS = 60;

  @TestFactory
  Stream<DynamicTest> networks(@TempDir Path folder) {
    assumeTrue(Stream.of(System.getenv("PATH").split(File.pathSeparator)).anyMatch(p -> Files.isExecutable(Path.of(p, "dot"))),
        "no dot on the path: install graphviz");
    return Stream.of("linear", "lenet5", "vgg16", "googlenet", "resnet18", "alexnet", "tcn").flatMap(network -> {
      Map<String, Graph> graphs = NetworkDumps.graphs(network);
      return graphs.entrySet().stream().map(g -> dynamicTest(network + ", " + g.getKey(), () -> draw(g.getValue(), folder)));
    });
  }

  private static void draw(Graph graph, Path folder) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("graph.dot"), DotDump.print(graph));
    Path picture = folder.resolve("graph.svg");
    Path complaints = folder.resolve("complaints");
    Process dot = new ProcessBuilder("dot", "-Tsvg", "-o", picture.toString(), file.toString()).redirectErrorStream(true)
        .redirectOutput(complaints.toFile()).start();
    boolean done = dot.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
    dot.destroyForcibly();
    assertTrue(done, () -> "not drawn after " + MOST_SECONDS + " s");
    assertEquals("", Files.readString(complaints));
    assertEquals(0, dot.exitValue());
    assertTrue(Files.size(picture) > 0);
  }
}
