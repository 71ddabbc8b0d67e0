package jacquard.explorer;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonObject;
import jacquard.api.Model;
import jacquard.api.TrainingDefaults;
import jacquard.api.explore.ExplorerData;
import jacquard.api.explore.ExplorerPage;
import jacquard.api.nets.Nets;
import jacquard.compiler.Compilation;
import jacquard.compiler.Compiler;
import jacquard.ir.graph.Graph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Explorers of whole networks in Chromium: no error in the console, quick, small, and every control does what it should. Screenshots are
/// left in `target/explorer`.
///
/// `-Djacquard.explorer.slack=N` lets what the page does take N times as long as is promised, where other programs run beside.
@Tag("thorough")
class ExplorerNetworksTest {
  private static final long MOST_BYTES = 3_000_000;

  static Graph graph(String network, String program) {
    Model model = Nets.define(network);
    return switch (program) {
      case "training" -> model.graphs().training(Nets.loss(network), TrainingDefaults.optimizer());
      case "inference" -> model.graphs().inference();
      default -> throw new IllegalArgumentException(program);
    };
  }

  @TestFactory
  Stream<DynamicTest> networks(@TempDir Path folder) {
    assumeTrue(Browser.missing().isEmpty(), Browser::missing);
    return Stream.of("lenet5 training", "googlenet inference", "googlenet training", "resnet50 inference")
        .map(which -> dynamicTest(which, () -> walk(which.split(" ")[0], which.split(" ")[1], folder)));
  }

  private static void walk(String network, String program, Path folder) throws IOException {
    Compilation compiled = Compiler.create().keepingHistory().translate(graph(network, program));
    JsonObject data = ExplorerData.of(network, compiled, program.equals("training") && !network.equals("lenet5")
        ? compiled.explainNominally(1) : compiled.measure(1, 2));
    Path page = folder.resolve(network + "-" + program + ".html");
    ExplorerPage.write(data, page);
    assertTrue(Files.size(page) < MOST_BYTES, Files.size(page) + " bytes");
    Compilation other = Compiler.create().unoptimized().keepingHistory().translate(graph(network, program));
    Path beside = folder.resolve("other.html");
    ExplorerPage.write(ExplorerData.of(network, other, other.explainNominally(1)), beside);
    try (Browser browser = Browser.start()) {
      System.out.println(new ExplorerWalk(browser, data, network + "-" + program, Integer.getInteger("jacquard.explorer.slack", 1))
          .walk(page, beside));
    }
  }
}
