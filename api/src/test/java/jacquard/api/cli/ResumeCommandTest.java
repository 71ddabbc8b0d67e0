package jacquard.api.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Checkpoints;
import jacquard.api.data.DigitFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `train --resume`.
class ResumeCommandTest {
  @TempDir
  private Path folder;

  private CommandRun train(Path data, String... more) {
    return CommandRun.of(Stream.concat(Stream.of("train", "linear", "--data", data.toString(), "--batch", "16", "--epochs", "3"),
        Arrays.stream(more)).toArray(String[]::new));
  }

  @Test
  void goesOnFromTheNewestCheckpoint() throws IOException {
    Path data = DigitFiles.write(folder.resolve("data"), 40, 20);
    Path out = folder.resolve("out");
    String whole = train(data, "--json").json().get("parametersSha256").getAsString();
    CommandRun first = train(data, "--out", out.toString(), "--resume", "--checkpoint-steps", "2");
    assertTrue(first.out().contains("no checkpoint in " + out + ": from the beginning"), first.out());
    assertTrue(first.out().contains(whole), first.out());
    // Three steps an epoch: the newest of the nine steps' checkpoints is that of step 8. The one before it is that of step 6.
    Path newest = Checkpoints.newest(out).orElseThrow();
    assertEquals("checkpoint-000004.safetensors", newest.getFileName().toString());
    Files.delete(newest);
    CommandRun second = train(data, "--out", out.toString(), "--resume", "--json");
    assertTrue(second.err().contains("going on from " + out.resolve("checkpoint-000003.safetensors")), second.err());
    assertEquals(whole, second.json().get("parametersSha256").getAsString());
    assertEquals(3, second.json().getAsJsonArray("epochs").size());
    // The run had ended.
    CommandRun third = train(data, "--out", out.toString(), "--resume", "--json");
    assertEquals(whole, third.json().get("parametersSha256").getAsString());
    CommandRun other = train(data, "--out", out.toString(), "--resume", "--lr", "0.5");
    assertTrue(other.err().contains("[checkpoint/options]"), other.err());
    CommandRun nowhere = train(data, "--checkpoint-minutes", "1");
    assertTrue(nowhere.err().contains("[option/value]"), nowhere.err());
  }
}
