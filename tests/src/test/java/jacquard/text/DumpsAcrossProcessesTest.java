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
  /// Those of this process are random.
  private static final String INCREASING_HASHES = "-XX:hashCode=3";

  @Test
  void areEqual(@TempDir Path folder) throws IOException, InterruptedException {
    List<String> here = new DumpBytes().of(NETWORKS);
    assertTrue(here.size() > 100, here::toString);
    var arguments = new ArrayList<>(List.of("--add-modules", "jdk.incubator.vector", "-XX:+UnlockExperimentalVMOptions", INCREASING_HASHES,
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), DumpBytes.class.getName()));
    arguments.addAll(NETWORKS);
    ChildJvm process = ChildJvm.run(folder, arguments);
    assertEquals(0, process.exit(), () -> process.errors().toString());
    assertEquals(String.join("\n", here), String.join("\n", process.output()));
  }
}
