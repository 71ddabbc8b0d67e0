package jacquard.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.architecture.ChildJvm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mutants of every format in a JVM of 512 MB: each is read or refused by a `UserError`, none takes the heap, the stack or for ever.
///
/// `-Djacquard.mutants=N` reads N a format; `-Djacquard.mutants.seed=S` others. Up to 500 a format are cut off after a second each, so that
/// the build stays short; more are read to the end.
@Tag("any-width") // starts JVMs that are not told of a width
class FuzzTest {
  private static final int FEW = 500;
  private static final int HOURS = 6;

  @TempDir
  Path folder;

  @Test
  void mutantsAreReadOrRefused() throws Exception {
    int mutants = Integer.getInteger("jacquard.mutants", FEW);
    int seconds = mutants <= FEW ? 1 : HOURS * 3_600;
    ChildJvm child = ChildJvm.runIn(folder, 120L + seconds, List.of("-Xmx512m", "-XX:+UseSerialGC", "--add-modules",
        "jdk.incubator.vector", "-Djava.io.tmpdir=" + folder, "-cp", System.getProperty("java.class.path"), Fuzz.class.getName(),
        String.valueOf(mutants), String.valueOf(seconds), System.getProperty("jacquard.mutants.seed", "1")));
    child.output().stream().filter(l -> l.contains(" mutants, ")).forEach(System.out::println);
    assertEquals(0, child.exit(), () -> String.join("\n", child.output()) + "\n" + String.join("\n", child.errors()));
  }
}
