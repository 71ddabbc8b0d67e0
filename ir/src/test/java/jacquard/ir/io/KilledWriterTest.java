package jacquard.ir.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Processes killed while they write leave a whole file, and nothing else once somebody saves again.
///
/// `-Djacquard.kills=N` kills N of them, 5 if not said.
@Tag("any-width") // runs no generated code
class KilledWriterTest {
  private static final int BYTES = 1 << 20;
  /// Of as many, some are killed in the middle of a write.
  private static final int MANY = 50;

  @TempDir
  private Path folder;

  /// Writes a file again and again, each time full of another byte.
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) {
      Path file = Path.of(args[0]);
      for (int value = 1; ; value = value % 100 + 1) {
        byte[] bytes = new byte[BYTES];
        java.util.Arrays.fill(bytes, (byte) value);
        AtomicFiles.write(file, bytes);
        System.out.write('w');
        System.out.flush();
      }
    }
  }

  @Test
  void nothingIsLeftAfterTheNextSave() throws Exception {
    int kills = Integer.getInteger("jacquard.kills", 5);
    Path file = folder.resolve("net.safetensors");
    var random = new Random(1);
    int left = 0;
    for (int i = 0; i < kills; i++) {
      Process writer = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-XX:TieredStopAtLevel=1", "-Xshare:auto",
          "-Xmx64m", "-cp", System.getProperty("java.class.path"), Writer.class.getName(), file.toString())
          .redirectError(ProcessBuilder.Redirect.INHERIT).start();
      assertEquals('w', writer.getInputStream().read(), "the writer has written");
      Thread.sleep(random.nextInt(100));
      writer.destroyForcibly().waitFor();
      byte[] bytes = Files.readAllBytes(file);
      assertEquals(BYTES, bytes.length);
      for (byte b : bytes) {
        assertEquals(bytes[0], b);
      }
      left += names().size() - 1;
    }
    assertTrue(kills < MANY || left > 0, "no writer was killed while it wrote");
    System.out.println(kills + " writers killed left " + left + " temporary files between them");
    AtomicFiles.write(file, "the next save");
    assertEquals(List.of("net.safetensors"), names());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).toList();
    }
  }
}
