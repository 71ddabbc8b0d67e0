package jacquard.api.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import jacquard.api.cli.time.RunTimes;
import jacquard.api.nets.Nets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColdBenchTest {
  private static final List<String> STAGES = List.of("start", "define", "weights", "graph", "passes", "layouts", "lowering", "scheduling",
      "verification", "emission", "loading", "packing", "other", "prepare", "firstRun");

  @TempDir
  Path folder;

  @Test
  void theDocumentHoldsTheTimeOfEveryStage() {
    Path weights = folder.resolve("linear.safetensors");
    Nets.define("linear").withSeed(5).save(weights);
    JsonObject row = CommandRun.of("bench", "linear", "--cold", "--mode", "training", "--weights", weights.toString(), "--seconds", "0.05",
        "--batch", "2", "--threads", "1", "--json").json().getAsJsonArray("rows").get(0).getAsJsonObject();
    assertEquals(List.of("name", "mode", "batch", "threads", "weights", "stagesMs", "firstResultMs", "steadyMs", "steadyRunMs",
        "firstResultJitMs", "jitMs", "kernels", "compiledKernels", "peakResidentBytes"), List.copyOf(row.keySet()));
    assertEquals("linear", row.get("name").getAsString());
    assertEquals("training", row.get("mode").getAsString());
    assertEquals(2, row.get("batch").getAsInt());
    assertEquals(1, row.get("threads").getAsInt());
    assertEquals(weights.toString(), row.get("weights").getAsString());
    JsonObject stages = row.getAsJsonObject("stagesMs");
    assertEquals(STAGES, List.copyOf(stages.keySet()));
    double sum = 0;
    for (String stage : STAGES) {
      assertTrue(stages.get(stage).getAsDouble() >= 0, stage);
      sum += stages.get(stage).getAsDouble();
    }
    double first = row.get("firstResultMs").getAsDouble();
    assertEquals(first, sum, 1e-3, "stages leave no time out");
    assertTrue(stages.get("start").getAsDouble() > 0 && row.get("steadyMs").getAsDouble() >= first, row::toString);
    assertTrue(row.get("steadyRunMs").getAsDouble() > 0, row::toString);
    assertTrue(row.get("jitMs").getAsDouble() >= row.get("firstResultJitMs").getAsDouble(), row::toString);
    assertTrue(row.get("kernels").getAsInt() > 0, row::toString);
    assertTrue(row.get("compiledKernels").getAsInt() <= row.get("kernels").getAsInt(), row::toString);
    if (Files.exists(Path.of("/proc/self/status"))) {
      assertTrue(row.get("peakResidentBytes").getAsLong() > 10 << 20, row::toString);
    }
  }

  @Test
  void theTableHasAColumnForEachNetwork() {
    String table = CommandRun.of("bench", "linear", "two-layer", "--cold", "--batch", "2", "--seconds", "0.05")
        .exits(ExitCode.DONE).out();
    List<String> lines = table.lines().toList();
    assertTrue(lines.getFirst().matches("ms +linear +two-layer"), table);
    for (String stage : STAGES) {
      assertTrue(lines.stream().anyMatch(l -> l.matches(stage + " +\\d+\\.\\d +\\d+\\.\\d")), stage + "\n" + table);
    }
    assertTrue(table.contains("first result after") && table.contains("steady after") && table.contains("peak resident MiB"), table);
  }

  @Test
  void whatTheNewJvmRefusesIsAMistakeHere() {
    CommandRun run = CommandRun.of("bench", "linear", "--cold", "--weights", folder.resolve("none.safetensors").toString())
        .exits(ExitCode.USER_ERROR);
    assertTrue(run.err().contains("[safetensors/missing]") && run.err().contains("[bench/cold]"), run::err);
  }

  @Test
  void optionsThatDoNotGoTogetherAreRefused() {
    for (String[] args : new String[][] {{"bench", "linear", "--cold", "--ablate"}, {"bench", "linear", "--weights", "x.safetensors"},
        {"bench", "linear", "lenet5", "--cold", "--weights", "x.safetensors"}, {"bench", "linear", "--cold", "--kernels"},
        {"bench", "linear", "--kernels", "--without", "all"}}) {
      assertTrue(CommandRun.of(args).mistake().contains("[bench/options]"), String.join(" ", args));
    }
    assertTrue(CommandRun.of("bench", "nowhere", "--cold").mistake().contains("[bench/name]"));
  }

  @Test
  void runsAreSteadyFromTheFirstOfTwoGroupsOn() {
    long ms = 1_000_000;
    var runs = new RunTimes(0);
    long now = 0;
    for (int i = 0; i < 10; i++) { // two groups of slow runs
      runs.ended(now += 50 * ms);
    }
    long since = now;
    for (int i = 0; i < 12; i++) {
      runs.ended(now += i == 3 ? 90 * ms : 21 * ms); // one hiccup
    }
    assertEquals(since, runs.steadySince(20.0 * ms));
    assertEquals(now, runs.steadySince(1.0 * ms), "never as fast");
    assertEquals(0, new RunTimes(0).steadySince(1.0 * ms));
  }
}
