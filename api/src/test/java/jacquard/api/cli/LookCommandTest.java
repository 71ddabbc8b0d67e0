package jacquard.api.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import jacquard.api.data.DigitFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `look`, `rates`, and the plots and pages of `train` and `search`.
class LookCommandTest {
  @TempDir
  Path folder;

  private Path data;

  @BeforeEach
  void draw() throws IOException {
    data = DigitFiles.write(folder.resolve("data"), 60, 20);
  }

  private CommandRun run(String command, String network, String... more) {
    return CommandRun.of(Stream.concat(Stream.of(command, network, "--data", data.toString()), Arrays.stream(more)).toArray(String[]::new));
  }

  private List<String> written(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(name))) {
      return files.map(f -> f.getFileName().toString().replaceFirst("\\.\\d{10}\\.", ".N.")).sorted().toList();
    }
  }

  @Test
  void aTrainedNetworkIsLookedAt() throws IOException {
    Path out = folder.resolve("trained");
    run("train", "lenet5", "--epochs", "1", "--out", out.toString()).exits(0);
    CommandRun look = run("look", "lenet5", "--weights", out.resolve("lenet5.safetensors").toString(), "--show",
        "filters,saliency,receptive-field", "--example", "2", "--class", "7", "--out", folder.resolve("look").toString(), "--json");
    JsonObject document = look.json();
    assertEquals(List.of("network", "files"), List.copyOf(document.keySet()));
    assertEquals(List.of("filters-conv1.png", "index.html", "receptive-fields.png", "saliency.png"), written("look"));
    assertEquals(4, document.getAsJsonArray("files").size());
    assertEquals("", look.err());
    CommandRun drawn = run("look", "lenet5", "--show", "toeplitz", "--out", folder.resolve("drawn").toString()).exits(0);
    assertTrue(drawn.err().contains("--weights FILE"), drawn::err);
    assertEquals(List.of("index.html", "toeplitz.png"), written("drawn"));
  }

  @Test
  void mistakesAreNamed() {
    assertTrue(run("look", "lenet5", "--show", "filter").exits(1).err().contains("filters"));
    assertTrue(run("look", "lenet5", "--layer", "conv9", "--out", folder.resolve("x").toString()).exits(1).err().contains("look/layer"));
    assertTrue(run("look", "lenet5", "--example", "20", "--out", folder.resolve("x").toString()).exits(1).err().contains("look/option"));
    assertTrue(run("rates", "linear", "--lr", "1,0.1").exits(1).err().contains("option/value"));
    assertTrue(CommandRun.of("look", "lenet5").exits(2).err().contains("Missing option '--data DIR'"));
  }

  @Test
  void ratesAreTried() throws IOException {
    JsonObject document = run("rates", "linear", "--lr", "1e-5,1", "--steps", "20", "--json").json();
    assertEquals(List.of("network", "suggested", "largest", "rows"), List.copyOf(document.keySet()));
    assertTrue(document.getAsJsonArray("rows").size() <= 20);
    assertTrue(document.get("suggested").getAsDouble() >= 1e-5 && document.get("suggested").getAsDouble() <= 1);
    assertTrue(run("rates", "linear", "--steps", "20").exits(0).out().contains("linear, "));
  }

  @Test
  void plotsAreDrawn() throws IOException {
    Path rates = folder.resolve("rates.png");
    CommandRun drawn = run("rates", "linear", "--steps", "10", "--plot", rates.toString());
    if (drawn.err().contains("look/plots")) {
      Assumptions.abort("plots are not tested here: " + drawn.err());
    }
    assertEquals(640, ImageIO.read(rates.toFile()).getWidth());
    Path trials = folder.resolve("trials.png");
    run("search", "linear", "--epochs", "1", "--trials", "3", "--plot", trials.toString()).exits(0);
    assertEquals(640, ImageIO.read(trials.toFile()).getWidth());
  }

  @Test
  void aRunIsReported() throws IOException {
    run("train", "linear", "--epochs", "2", "--report", folder.resolve("report").toString(), "--validation", "0.2").exits(0);
    assertEquals(List.of("epochs.csv", "events.out.tfevents.N.jacquard", "report.html"), written("report"));
    assertTrue(Files.readString(folder.resolve("report/report.html")).contains("On the validation set"));
  }
}
