package jacquard.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The same model dumps the same bytes in two processes: graphs, gradients and optimised graphs in every format, loops and class files. The
/// processes hash objects differently, so that an order taken from a hash table shows.
class DumpsAcrossProcessesTest {
  private static final List<String> NETWORKS = List.of("lenet5", "convnet-cifar10", "deformable-convnet", "tcn");
  private static final String INCREASING_HASHES = "-XX:hashCode=3";
  private static final String RANDOM_HASHES = "-XX:hashCode=0";

  @Test
  void areEqual() throws IOException, InterruptedException {
    String first = dumps(RANDOM_HASHES);
    assertTrue(first.lines().count() > 100, first);
    assertEquals(first, dumps(INCREASING_HASHES));
  }

  private static String dumps(String hashes) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--add-modules",
        "jdk.incubator.vector", "-XX:+UnlockExperimentalVMOptions", hashes, "-XX:TieredStopAtLevel=1", "-cp",
        System.getProperty("java.class.path"), DumpBytes.class.getName()));
    command.addAll(NETWORKS);
    Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), lines);
    return lines;
  }
}
