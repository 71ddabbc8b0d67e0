package jacquard.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import jacquard.api.Model;
import jacquard.api.Program;
import jacquard.architecture.ChildJvm;
import jacquard.ir.Shape;
import java.io.IOException;
import java.lang.management.ManagementFactory;
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
  private static final int RUNS = 1000;

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

  @Test
  void afterARecordingRunsAllocateNothing() throws IOException {
    recorded(true, () -> FlightRecording.of("recorded", 1));
    assertNull(FlightRecording.of("recorded", 1)); // what is made ready once
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int run = 0; run < RUNS; run++) {
      assertNull(FlightRecording.of("recorded", 1));
    }
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(bytes < RUNS, () -> bytes + " bytes for " + RUNS + " runs");
  }

  /// Which reads what all events of the JVM are, for longer than a small network takes to run.
  @Test
  void whereNobodyRecordsNothingOfTheRecorderIsLoaded() throws IOException, InterruptedException {
    List<String> loaded = child("-Xlog:class+load").output();
    assertTrue(loaded.stream().anyMatch(line -> line.contains(" jacquard.runtime.FlightRecording ")), "a run asks");
    assertEquals(List.of(), loaded.stream().filter(line -> line.contains(" jdk.jfr.internal.") || line.contains("KernelEvent")).toList());
  }

  @Test
  void aRecordingOfTheCommandLineIsHeardToo() throws IOException, InterruptedException {
    Path file = folder.resolve("child.jfr");
    child("-XX:StartFlightRecording:filename=" + file + ",+jacquard.Kernel#enabled=true");
    assertEquals(2, kernels(file).stream().filter(e -> e.getString("program").contains("recorded")).count());
  }

  /// A JVM that compiles a network and runs it.
  private ChildJvm child(String option) throws IOException, InterruptedException {
    ChildJvm run = ChildJvm.run(folder, List.of(option, "--add-modules", "jdk.incubator.vector",
        "-cp", System.getProperty("java.class.path"), RecordedProgram.class.getName()));
    assertEquals(0, run.exit(), () -> String.join("\n", run.errors()));
    return run;
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
    return kernels(file);
  }

  private static List<RecordedEvent> kernels(Path file) throws IOException {
    return RecordingFile.readAllEvents(file).stream().filter(e -> e.getEventType().getName().equals("jacquard.Kernel")).toList();
  }
}
