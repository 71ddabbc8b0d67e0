package jacquard.api.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import jacquard.api.Model;
import jacquard.api.Summary;
import jacquard.api.nets.Nets;
import jacquard.compiler.Compiler;
import jacquard.compiler.Tuning;
import jacquard.ir.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {
  /// As short as a measurement can be.
  private static CommandRun bench(String... args) {
    return CommandRun.of(Stream.concat(Stream.of("bench", "--seconds", "0.05"), Arrays.stream(args)).toArray(String[]::new));
  }

  @Test
  void theDocumentHoldsPeakAndRows() {
    JsonObject document = bench("conv3x3-16-6", "linear", "--threads", "1", "--batch", "2", "--json").json();
    double peak = document.get("peakGflops").getAsDouble();
    assertTrue(peak > 0.1);
    JsonArray rows = document.getAsJsonArray("rows");
    assertEquals(2, rows.size());
    JsonObject row = rows.get(0).getAsJsonObject();
    assertEquals(List.of("name", "mode", "batch", "threads", "medianMs", "gflops", "peakFraction"), List.copyOf(row.keySet()));
    assertEquals("conv3x3-16-6", row.get("name").getAsString());
    double operations = 2.0 * 2 * 9 * 16 * 16 * 36;
    assertEquals(operations / row.get("medianMs").getAsDouble() / 1e6, row.get("gflops").getAsDouble(), 1e-6);
    assertEquals(row.get("gflops").getAsDouble() / peak, row.get("peakFraction").getAsDouble(), 1e-9);
  }

  @Test
  void aTrainingStepIsTimed() {
    CommandRun run = bench("linear", "--mode", "training", "--batch", "4", "--threads", "1").exits(ExitCode.DONE);
    assertTrue(run.out().startsWith("peak "), run::out);
    assertTrue(run.out().contains("training"), run::out);
  }

  /// Every kernel of the program once, the slowest first, and figures that go with each other.
  @Test
  void kernelsAreTimed() {
    JsonObject row = bench("lenet5", "--kernels", "--threads", "1", "--batch", "2", "--json").json().getAsJsonArray("rows").get(0)
        .getAsJsonObject();
    assertEquals(List.of("name", "mode", "batch", "threads", "peakGflops", "gigabytesPerSecond", "kernels"), List.copyOf(row.keySet()));
    double peak = row.get("peakGflops").getAsDouble();
    List<JsonObject> kernels = row.getAsJsonArray("kernels").asList().stream().map(JsonElement::getAsJsonObject).toList();
    assertEquals(Compiler.create().compile(Nets.define("lenet5").graphs().inference()).plan(2).calls().size(), kernels.size());
    double before = Double.POSITIVE_INFINITY;
    for (JsonObject kernel : kernels) {
      assertEquals(List.of("name", "layers", "schedule", "us", "timeFraction", "gflops", "peakFraction", "gigabytesPerSecond",
          "bandwidthFraction", "limit"), List.copyOf(kernel.keySet()));
      assertTrue(kernel.get("us").getAsDouble() <= before, kernels::toString);
      before = kernel.get("us").getAsDouble();
      assertEquals(kernel.get("gflops").getAsDouble() / peak, kernel.get("peakFraction").getAsDouble(), 1e-9);
    }
    assertEquals(1, kernels.stream().mapToDouble(k -> k.get("timeFraction").getAsDouble()).sum(), 1e-9);
    assertTrue(kernels.stream().anyMatch(k -> k.get("layers").toString().contains("conv1")), kernels::toString);
  }

  @Test
  void kernelsOfATrainingStepAreATable() {
    String table = bench("linear", "--kernels", "--mode", "training", "--threads", "1", "--batch", "4").exits(ExitCode.DONE).out();
    assertTrue(table.startsWith("linear, training, batch 4, 1 thread: "), table);
    assertTrue(table.contains("of peak") && table.contains("limit") && table.contains("dense1"), table);
  }

  @Test
  void tilesAreMeasuredAndTakenFromTheFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("here.tuning");
    JsonObject document = bench("lenet5", "linear", "--tune", file.toString(), "--threads", "1", "--json").json();
    assertEquals(List.of("file", "rows"), List.copyOf(document.keySet()));
    JsonObject row = document.getAsJsonArray("rows").get(0).getAsJsonObject();
    assertEquals(List.of("name", "mode", "batch", "threads", "contractions", "ms", "msBefore", "kernels"), List.copyOf(row.keySet()));
    assertTrue(row.get("ms").getAsDouble() <= row.get("msBefore").getAsDouble(), row::toString);
    int contractions = document.getAsJsonArray("rows").asList().stream().mapToInt(r -> r.getAsJsonObject().get("contractions").getAsInt())
        .sum();
    assertTrue(contractions > 4);
    Tuning tuning = Tuning.read(file);
    assertEquals(contractions, tuning.size());
    String table = bench("linear", "--tune", file.toString(), "--threads", "1", "--batch", "2").exits(ExitCode.DONE).out();
    assertTrue(table.startsWith("linear, inference, batch 2, 1 thread: kernels "), table);
    assertEquals(contractions, Tuning.read(file).size());

    float[] x = new float[28 * 28];
    Arrays.fill(x, 0.5f);
    Model model = Nets.define("linear");
    assertArrayEquals(model.compile().predict(x), model.compile(c -> c.tuning(file)).predict(x));
  }

  /// Before anything is measured.
  @Test
  void aFileThatHoldsSomethingElseIsNotWrittenOver(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), "shopping\n");
    String message = bench("lenet5", "--tune", file.toString()).exits(ExitCode.USER_ERROR).err();
    assertTrue(message.contains("tuning/file") && message.contains("shopping") && !message.contains("tuning lenet5"), message);
    assertEquals("shopping\n", Files.readString(file));
    assertTrue(bench("lenet5", "--tune", folder.resolve("no/such").toString()).exits(ExitCode.USER_ERROR).err().contains("no-directory"));
    assertTrue(bench("lenet5", "--tune", "x", "--kernels").exits(ExitCode.USER_ERROR).err().contains("bench/options"));
  }

  @Test
  void anAblationHasARowForTheBaselineForEachPassAndForNone() {
    for (String mode : List.of("inference", "training")) {
      JsonObject document = bench("linear", "--ablate", "--mode", mode, "--threads", "1", "--batch", "2", "--json").json();
      JsonArray rows = document.getAsJsonArray("rows");
      var expected = new ArrayList<>(List.of(""));
      expected.addAll(Compiler.optionalPasses(ProgramChoice.valueOf(mode.toUpperCase(Locale.ROOT)).graph(Nets.define("linear"))));
      expected.add("all");
      assertEquals(expected, rows.asList().stream().map(r -> r.getAsJsonObject().get("without").getAsString()).toList());
      for (JsonElement element : rows) {
        JsonObject row = element.getAsJsonObject();
        assertEquals(List.of("network", "mode", "without", "medianMs"), List.copyOf(row.keySet()));
        assertEquals("linear", row.get("network").getAsString());
        assertEquals(mode, row.get("mode").getAsString());
        assertTrue(row.get("medianMs").getAsDouble() > 0);
      }
    }
    String table = bench("linear", "--ablate", "--without", "all,fuse-epilogue", "--threads", "1").exits(ExitCode.DONE).out();
    assertTrue(table.contains("ratio") && table.contains("fuse-epilogue"), table);
  }

  @Test
  void anAblationCanBeOfAFewPasses() {
    JsonObject document = bench("linear", "--ablate", "--without", "all,simplify", "--threads", "1", "--json").json();
    assertEquals(List.of("", "simplify", "all"), document.getAsJsonArray("rows").asList().stream()
        .map(r -> r.getAsJsonObject().get("without").getAsString()).toList());
    String message = bench("linear", "--mode", "training", "--ablate", "--without", "fold-pointwise").exits(ExitCode.USER_ERROR).err();
    assertTrue(message.contains("no such pass can be left out of training of \"linear\""), message);
    assertTrue(message.contains("fold-pointwise") && message.contains("fuse-epilogue"), message);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "conv3x3-64-56 | [64,56,56] | [64,56,56] | 115605504", "conv1x1-256-512-14 | [256,14,14] | [512,14,14] | 25690112",
      "conv7x7s2-3-64-224 | [3,224,224] | [64,112,112] | 118013952", "conv1x3-2-4 | [2,4,4] | [2,4,4] | 192",
      "dense-784-100 | [784] | [100] | 78400"})
  void kernelsAreNamedByTheirShapes(String name, String input, String output, long multiplications) {
    Model model = KernelName.model(name).orElseThrow();
    Summary summary = model.summary();
    assertEquals(input, model.inputShape().toString());
    assertEquals(output, model.outputShape().toString());
    assertEquals(multiplications, summary.multiplications());
  }

  @Test
  void otherNamesAreNoKernels() {
    for (String name : List.of("conv3-64-56", "conv3x3-64", "conv3x3s-1-1-1", "dense-3", "lenet5", "")) {
      assertEquals(Optional.empty(), KernelName.model(name), name);
    }
    assertEquals(Shape.of(1, 1, 1), KernelName.model("conv1x1-1-1").orElseThrow().inputShape());
  }

  @Test
  void mistakesAreExplained() {
    assertEquals("""
        there is no network or kernel "conv3-64"                                [bench/name]
          expected  one of %s
          expected  or convKxK[sSTRIDE]-CHANNELS[-FILTERS]-SIDE, such as conv3x3-64-56 or conv7x7s2-3-64-224
          expected  or dense-INPUTS-OUTPUTS, such as dense-784-100""".formatted(String.join(", ", Nets.names())),
        CommandRun.of("bench", "conv3-64").mistake());
    assertEquals("""
        a number in the name of a kernel is out of range                        [bench/name]
          at        conv3x3-64-0
          got       0
          expected  numbers from 1 to 9999999""", CommandRun.of("bench", "conv3x3-64-0").mistake());
    assertEquals("""
        single kernels are timed in inference only                              [bench/mode]
          at        --mode training
          got       dense-8-8
          expected  one of %s""".formatted(String.join(", ", Nets.names())),
        CommandRun.of("bench", "dense-8-8", "--mode", "training").mistake());
  }

  @Test
  void aBatchThatDoesNotFitIsRefused() {
    assertEquals("""
        a batch of "lenet5" does not fit into one array                         [bench/batch]
          at        --batch 100000000
          got       100000000 * 784 = 78,400,000,000 elements
          expected  at most 2,147,483,639
          fix       choose a batch of 2739137 or less""", CommandRun.of("bench", "lenet5", "--batch", "100000000").mistake());
    long heap = Runtime.getRuntime().maxMemory();
    int batch = (int) Math.min(2_000_000, heap / (784 + 10) / Float.BYTES * 10 / 9);
    CommandRun run = bench("linear", "--batch", String.valueOf(batch)).exits(ExitCode.USER_ERROR);
    assertTrue(run.err().contains("-Xmx"), run::err);
  }
}
