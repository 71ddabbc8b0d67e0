package jacquard.api.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import jacquard.api.data.DigitFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchCommandTest {
  @TempDir
  Path folder;

  private Path data;

  @BeforeEach
  void draw() throws IOException {
    data = DigitFiles.write(folder.resolve("data"), 60, 20);
  }

  private String[] args(String... more) {
    Stream<String> common = Stream.of("search", "linear", "--data", data.toString(), "--epochs", "1");
    return Stream.concat(common, Arrays.stream(more)).toArray(String[]::new);
  }

  private static List<JsonObject> rows(JsonObject document) {
    return document.getAsJsonArray("rows").asList().stream().map(JsonElement::getAsJsonObject).toList();
  }

  @Test
  void rowsAreSortedByValidationError() {
    CommandRun run = CommandRun.of(args("--trials", "5", "--lr", "1e-4,1e-1", "--weight-decay", "1e-4,1e-2", "--json"));
    JsonObject document = run.json();
    assertEquals(List.of("network", "rows"), List.copyOf(document.keySet()));
    List<JsonObject> rows = rows(document);
    assertEquals(List.of("trial", "round", "learningRate", "weightDecay", "validationError", "loss", "seconds"),
        List.copyOf(rows.getFirst().keySet()));
    List<Double> errors = rows.stream().map(r -> r.get("validationError").getAsDouble()).toList();
    assertEquals(errors.stream().sorted().toList(), errors);
    assertEquals(List.of(1, 2, 3, 4, 5), rows.stream().map(r -> r.get("trial").getAsInt()).sorted().toList());
    assertTrue(rows.stream().allMatch(r -> within(r, "learningRate", 1e-4, 1e-1) && within(r, "weightDecay", 1e-4, 1e-2)), rows::toString);
    assertEquals(5, run.err().lines().filter(l -> l.startsWith("trial ")).count(), run::err);
  }

  private static boolean within(JsonObject row, String field, double low, double high) {
    return row.get(field).getAsDouble() >= low && row.get(field).getAsDouble() <= high;
  }

  @Test
  void theSeedDecidesEverythingButTime() {
    assertEquals(settings("--seed", "1", "--threads", "1"), settings("--seed", "1", "--threads", "2"));
    assertTrue(!settings("--seed", "1").equals(settings("--seed", "2")));
  }

  private List<String> settings(String... more) {
    String[] all = Stream.concat(Stream.of("--trials", "3", "--json"), Arrays.stream(more)).toArray(String[]::new);
    List<JsonObject> rows = rows(CommandRun.of(args(all)).json());
    rows.forEach(r -> r.remove("seconds"));
    return rows.stream().map(JsonObject::toString).toList();
  }

  @Test
  void divergedTrialsComeLastWithoutFigures() {
    JsonObject document = CommandRun.of(args("--trials", "1", "--optimizer", "sgd", "--lr", "1e38", "--batch", "8", "--json")).json();
    assertTrue(rows(document).getFirst().get("validationError").isJsonNull());
    assertTrue(rows(document).getFirst().get("loss").isJsonNull());
  }

  /// While the third trial is compiled, or runs.
  @ParameterizedTest
  @ValueSource(ints = {0, 3, 6, 10, 15, 25, 40})
  @Timeout(120)
  void anInterruptKeepsTheTrialsDone(int afterMillis) throws InterruptedException {
    CommandRun run = CommandRun.start(args("--trials", "1000000", "--json"));
    while (!run.err().contains("trial 2 ")) {
      Thread.onSpinWait();
    }
    Thread.sleep(afterMillis);
    run.interrupt();
    JsonObject document = run.end().exits(ExitCode.INTERRUPTED).document();
    assertTrue(document.get("stopped").getAsBoolean());
    assertTrue(rows(document).size() >= 2);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "--lr | 0,1 | LOW,HIGH with 0 < LOW <= HIGH, or one number above 0",
      "--lr | 1,0.1 | LOW,HIGH with 0 < LOW <= HIGH, or one number above 0",
      "--weight-decay | 1e-3,1,2 | LOW,HIGH with 0 < LOW <= HIGH, or one number above 0", "--weight-decay | x | a number such as 0.1",
      "--trials | 0 | at least 1", "--rounds | 0 | at least 1", "--validation | 0 | a number between 0 and 1, neither of them"})
  void optionsOutOfRangeAreNamed(String option, String given, String expected) {
    List<String> message = CommandRun.of(args(option, given)).mistake().lines().toList();
    assertTrue(message.getFirst().endsWith("  [option/value]"), message::toString);
    assertEquals("  expected  " + expected, message.get(3));
  }

  @Test
  void withoutDataItSaysWhatToGive() {
    assertTrue(CommandRun.of("search", "linear").exits(ExitCode.WRONG_USAGE).err().startsWith("Missing option '--data DIR': "));
  }
}
