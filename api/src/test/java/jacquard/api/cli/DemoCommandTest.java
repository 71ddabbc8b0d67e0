package jacquard.api.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.data.DigitFiles;
import jacquard.ir.text.Parser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
  @TempDir
  Path folder;

  @Test
  void trainsOnDrawnDigitsAndWritesDumps() throws IOException {
    Path out = folder.resolve("a/b");
    String text = CommandRun.of("demo", "--images", "50", "--epochs", "1", "--out", out.toString()).exits(ExitCode.DONE).out();
    for (String part : List.of("drew 50 training and 10 test images", "lenet5: input [1,28,28], f32", "epoch 1/1   loss ",
        "final test error: lenet5 ", ", linear ", "written to " + out.toAbsolutePath())) {
      assertTrue(text.contains(part), () -> part + " is not in\n" + text);
    }
    try (Stream<Path> files = Files.list(out)) {
      assertEquals(List.of("gradient.dot", "gradient.ir", "graph.dot", "graph.ir", "lenet5.safetensors", "linear.safetensors",
          "loops.txt", "optimized.dot", "optimized.ir"), files.map(f -> f.getFileName().toString()).sorted().toList());
    }
    assertEquals("lenet5", Parser.parse(Files.readString(out.resolve("optimized.ir"))).name());
  }

  @Test
  void readsFilesOnRequest() throws IOException {
    Path data = DigitFiles.write(folder.resolve("data"), 30, 10);
    String text = CommandRun.of("demo", "--data", data.toString(), "--epochs", "1", "--out", folder.resolve("out").toString())
        .exits(ExitCode.DONE).out();
    assertTrue(text.startsWith("30 training and 10 test images from "), text);
  }
}
