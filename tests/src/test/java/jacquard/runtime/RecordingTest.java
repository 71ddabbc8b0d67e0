package jacquard.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Model;
import jacquard.api.Program;
import jacquard.ir.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// Kernels as events of the flight recorder, of recordings that ask for them.
@Isolated("all programs of the JVM are recorded")
class RecordingTest {
  @TempDir private Path folder;

  @Test
  void eachKernelOfARunIsAnEvent() throws IOException {
    Program program = Model.define("recorded", Shape.of(1, 8, 8), x -> x.conv(4, 3).relu().flatten().dense(3)).compile();
    float[] x = new float[2 * 64];
    List<RecordedEvent> events = recorded(true, () -> program.predict(x));
    assertTrue(events.size() >= 2, events::toString);
    assertTrue(events.stream().allMatch(e -> e.getInt("batch") == 2 && e.getString("program").contains("recorded")), events::toString);
    assertTrue(events.stream().anyMatch(e -> e.getString("layers").contains("conv1")), events::toString);
    assertTrue(events.stream().anyMatch(e -> e.getString("layers").contains("dense1")), events::toString);
    assertTrue(events.stream().allMatch(e -> e.getDuration().compareTo(Duration.ZERO) >= 0 && !e.getString("kernel").isEmpty()));
    assertEquals(List.of(), recorded(false, () -> program.predict(x)), "a recording that does not ask");
  }

  private List<RecordedEvent> recorded(boolean asked, Runnable run) throws IOException {
    Path file = Files.createTempFile(folder, "run", ".jfr");
    try (Recording recording = new Recording()) {
      if (asked) {
        recording.enable("jacquard.Kernel");
      }
      recording.start();
      run.run();
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file).stream().filter(e -> e.getEventType().getName().equals("jacquard.Kernel")).toList();
  }
}
