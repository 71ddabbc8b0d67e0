package jacquard.api.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BisectCommandTest {
  @Test
  void rightRewritesAreSaidToBe(@TempDir Path folder) throws IOException {
    String network = CommandRun.of("bisect", "linear", "--program", "training").exits(ExitCode.DONE).out();
    assertTrue(network.matches("no rewrite of \\d+ changes results\\n"), network);
    Path file = Files.writeString(folder.resolve("twice.ir"), """
        graph @twice(%x: f32[N,4]) { %0 = neg %x : f32[N,4] %1 = neg %0 : f32[N,4] return y=%1 }
        """);
    String graph = CommandRun.of("bisect", file.toString()).exits(ExitCode.DONE).out();
    assertTrue(graph.startsWith("no rewrite of 1 "), graph);
  }
}
