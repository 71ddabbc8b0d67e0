package jacquard.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.architecture.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same model dumps the same bytes in two processes: graphs, gradients and optimised graphs in every format, loops and class files. The
/// processes hash objects differently, so that an order taken from a hash table shows.
@Tag("any-width") // starts JVMs that are not told of a width
class DumpsAcrossProcessesTest {
  private static final List<String> NETWORKS = List.of("lenet5", "convnet-cifar10", "deformable-convnet", "tcn");
  private static final String INCREASING_HASHES = "-XX:hashCode=3";
  private static final String RANDOM_HASHES = "-XX:hashCode=0";

  @Test
  void areEqual(@TempDir Path folder) throws IOException, InterruptedException {
    List<String> first = dumps(folder, RANDOM_HASHES);
    assertTrue(first.size() > 100, first::toString);
    assertEquals(String.join("\n", first), String.join("\n", dumps(folder, INCREASING_HASHES)));
  }

  private static List<String> dumps(Path folder, String hashes) throws IOException, InterruptedException {
    var arguments = new ArrayList<>(List.of("--add-modules", "jdk.incubator.vector", "-XX:+UnlockExperimentalVMOptions", hashes,
        "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), DumpBytes.class.getName()));
    arguments.addAll(NETWORKS);
    ChildJvm process = ChildJvm.run(folder, arguments);
    assertEquals(0, process.exit(), () -> process.errors().toString());
    return process.output();
  }
}
