package jacquard.api.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.data.Mistakes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
  @TempDir
  Path folder;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void writesAndReplaces() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFiles.write(file, "née");
    AtomicFiles.write(file, "Σ\n");
    assertEquals("Σ\n", Files.readString(file));
    AtomicFiles.write(file, new byte[] {1, 2});
    assertArrayEquals(new byte[] {1, 2}, Files.readAllBytes(file));
    assertEquals(List.of("a.txt"), names());
  }

  @Test
  void keepsTheOldFileWhenWritingFails() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFiles.write(file, "old");
    assertEquals("""
        the file cannot be written                                              [file/unwritable]
          at        DIR/a.txt
          got       java.io.IOException: disk full""", Mistakes.message(folder, () -> AtomicFiles.write(file, out -> {
            out.write(new byte[100_000]);
            throw new IOException("disk full");
          })));
    assertThrows(ArithmeticException.class, () -> AtomicFiles.write(folder.resolve("b.txt"), out -> {
      throw new ArithmeticException();
    }));
    assertEquals("old", Files.readString(file));
    assertEquals(List.of("a.txt"), names());
  }

  @Test
  void givesFilesTheUsersPermissions() throws IOException {
    Path plain = Files.writeString(folder.resolve("plain"), "");
    AtomicFiles.write(folder.resolve("ours"), "");
    assertEquals(Files.getPosixFilePermissions(plain), Files.getPosixFilePermissions(folder.resolve("ours")));
  }

  @Test
  void followsLinksAndLeavesDevicesAlone() throws IOException {
    Path target = folder.resolve("target");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("target"));
    AtomicFiles.write(link, "1");
    AtomicFiles.write(link, "2");
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("2", Files.readString(target));
    AtomicFiles.write(Path.of("/dev/null"), "nothing");
    assertTrue(!Files.isRegularFile(Path.of("/dev/null")));
  }

  @Test
  void namesPlacesItCannotWriteTo() {
    assertEquals("""
        the folder to write to does not exist                                   [file/no-directory]
          at        DIR/absent/a.txt
          fix       create the folder DIR/absent""",
        Mistakes.message(folder, () -> AtomicFiles.write(folder.resolve("absent/a.txt"), "")));
    assertEquals("""
        a folder of that name is in the way                                     [file/is-directory]
          at        DIR
          expected  the name of a file""", Mistakes.message(folder, () -> AtomicFiles.write(folder, "")));
  }
}
