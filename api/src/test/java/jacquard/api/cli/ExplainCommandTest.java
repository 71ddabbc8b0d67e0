package jacquard.api.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import jacquard.api.Program;
import jacquard.api.nets.Nets;
import jacquard.compiler.Compiler;
import jacquard.compiler.Explanation;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ExplainCommandTest {
  private static Explanation linear(int batch) {
    return Compiler.forVectors(256).translate(Nets.define("linear").graphs().inference()).explainNominally(batch);
  }

  /// linear: y = x·W + b from 784 to 10: 7840 multiplications and as many additions, one addition each for the bias.
  @Test
  void aDenseLayerIsCounted() {
    Explanation explained = linear(3);
    Explanation.Kernel dense = explained.kernels().stream().filter(k -> k.kind() == Explanation.Kind.CONTRACTION).findFirst().orElseThrow();
    assertEquals(3 * (2 * 7840 + 10), dense.operations());
    assertEquals(4 * (3 * 784 + 7840 + 10 + 3 * 10), dense.bytes());
    assertEquals(List.of("dense1"), dense.layers());
    double roofline = Math.max(dense.operations() / 100.0, dense.bytes() / 20.0);
    assertEquals(roofline, dense.predictedNanos(), 1e-9 * roofline);
    assertTrue(dense.schedule().startsWith("schedule ("), dense.schedule());
    assertTrue(explained.memory().arenaBytes() >= 4 * 3 * (784 + 10), explained.toString());
    assertTrue(explained.memory().constantBytes() >= 4 * 7850, explained.toString());
    assertEquals(0, explained.memory().stateBytes());
  }

  @Test
  void aProgramExplainsItself() {
    Program program = Nets.define("linear").compile();
    assertEquals(3 * (2 * 7840 + 10), program.explain(3).kernels().stream().mapToLong(Explanation.Kernel::operations).max().orElseThrow());
    assertTrue(program.explain().toString().startsWith("linear, batch 1\n"), program.explain().toString());
    assertTrue(program.measure(2).measuredNanos().orElseThrow() > 0);
  }

  @Test
  @Tag("any-width") // scalar code has no tiles
  void theTableHasEverySection() {
    String table = CommandRun.of("explain", "lenet5", "--program", "training", "--batch", "2", "--nominal").exits(ExitCode.DONE).out();
    for (String part : List.of("lenet5, batch 2", "kernel ", "conv1, tanh1", "tile ", "kernels: ", "reorder", "operations, ", "predicted ",
        "memory: arena ", "left alone:", "fuse-epilogue: ", "passes:", "rewrites  fuse-epilogue", "changed nothing: ")) {
      assertTrue(table.contains(part), () -> part + "\nis not in\n" + table);
    }
  }

  @Test
  void jsonHasEveryFigure() {
    String json = CommandRun.of("explain", "linear", "--nominal", "--json").exits(ExitCode.DONE).out();
    JsonObject document = JsonParser.parseString(json).getAsJsonObject();
    assertEquals(Set.of("program", "batch", "threads", "gflops", "gigabytesPerSecond", "kernels", "reorders", "operations", "bytes",
        "predictedNanos", "memory", "sections", "missed", "passes"), document.keySet());
    JsonObject kernel = document.getAsJsonArray("kernels").get(0).getAsJsonObject();
    assertEquals(Set.of("name", "kind", "layers", "schedule", "operations", "bytes", "limit", "predictedNanos"), kernel.keySet());
  }

  @Test
  void kernelsAreTimed() {
    String json = CommandRun.of("explain", "linear", "--measure", "--threads", "1", "--json").exits(ExitCode.DONE).out();
    JsonObject document = JsonParser.parseString(json).getAsJsonObject();
    assertTrue(document.get("measuredNanos").getAsDouble() > 0, json);
    for (JsonElement kernel : document.getAsJsonArray("kernels")) {
      assertTrue(kernel.getAsJsonObject().get("measuredNanos").getAsDouble() > 0, json);
    }
    assertTrue(document.get("gflops").getAsDouble() > 0 && document.get("gigabytesPerSecond").getAsDouble() > 0, json);
  }

  @Test
  void wrongOptionsAreSaid() {
    assertTrue(CommandRun.of("explain", "linear", "--batch", "0").mistake().contains("option/value"));
    assertTrue(CommandRun.of("explain", "lenet").mistake().contains("nets/unknown"));
  }
}
