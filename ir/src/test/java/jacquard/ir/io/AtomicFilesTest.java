package jacquard.ir.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.Mistakes;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
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
  void keepsTheRightsOfAFileItReplaces() throws IOException {
    for (String rights : List.of("rw-------", "rw-rw-r--", "r--r-----", "rwxr-x--x")) {
      Path file = Files.writeString(folder.resolve("kept"), "old");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
      AtomicFiles.write(file, out -> {
        for (String name : names()) {
          var open = Files.getPosixFilePermissions(folder.resolve(name));
          assertTrue(PosixFilePermissions.fromString(rights).containsAll(open), name + " " + open);
        }
      });
      assertEquals(rights, PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      Files.delete(file);
    }
  }

  /// A chain of relative links through folders; each counts from where it stands.
  @Test
  void followsChainsOfLinksToTheirEnd() throws IOException {
    Files.createDirectories(folder.resolve("versions/2"));
    Files.createSymbolicLink(folder.resolve("versions/current"), Path.of("2"));
    Files.createSymbolicLink(folder.resolve("versions/2/latest"), Path.of("../weights"));
    Files.createSymbolicLink(folder.resolve("b"), Path.of("versions/current/latest"));
    Path a = Files.createSymbolicLink(folder.resolve("a"), Path.of("b"));
    for (String text : List.of("new", "replaced")) {
      AtomicFiles.write(a, text);
      assertEquals(text, Files.readString(folder.resolve("versions/weights")));
    }
    for (String link : List.of("a", "b", "versions/2/latest", "versions/current")) {
      assertTrue(Files.isSymbolicLink(folder.resolve(link)), link);
    }
    assertTrue(Files.isRegularFile(folder.resolve("versions/weights"), LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void refusesLinksThatGoRoundInACircle() throws IOException {
    Files.createSymbolicLink(folder.resolve("a"), Path.of("b"));
    Path b = Files.createSymbolicLink(folder.resolve("b"), Path.of("a"));
    assertTrue(Mistakes.message(folder, () -> AtomicFiles.write(b, "")).contains("[file/unwritable]"));
  }

  @Test
  void anInterruptDoesNotBreakAWrite() throws IOException {
    Path file = folder.resolve("a.safetensors");
    Thread.currentThread().interrupt();
    AtomicFiles.write(file, new byte[200_000]);
    Safetensors.of(Map.of("x", NdArray.of(Shape.of(2), 1.0, 2.0))).write(file);
    assertEquals(2, Safetensors.read(file).tensors().get("x").get(1));
    assertTrue(Thread.interrupted());
    assertEquals(List.of("a.safetensors"), names());
  }

  /// What a process that was killed left has no lock; what one that lives writes has.
  @Test
  void removesWhatAKilledProcessLeft() throws IOException {
    Path file = folder.resolve("a.txt");
    Files.writeString(folder.resolve(".a.txt.0123456789abcdef.tmp"), "left");
    Files.writeString(folder.resolve(".a.txt.mine.tmp"), "not ours");
    Files.writeString(folder.resolve(".b.txt.0123456789abcdef.tmp"), "of another file");
    AtomicFiles.write(file, out -> {
      int before = names().size();
      AtomicFiles.write(file, "another, in the middle of the first");
      AtomicFiles.write(Files.createDirectories(folder.resolve("link")).resolve("../a.txt"), "by another path");
      Files.delete(folder.resolve("link"));
      assertEquals(before + 1, names().size(), "the first's temporary file is still there");
      out.write('1');
    });
    assertEquals("1", Files.readString(file));
    assertEquals(List.of(".a.txt.mine.tmp", ".b.txt.0123456789abcdef.tmp", "a.txt"), names());
  }

  @Test
  void namesMayBeAsLongAsTheFileSystemAllows() throws IOException {
    for (String name : List.of("x".repeat(255), "é".repeat(127))) {
      AtomicFiles.write(folder.resolve(name), "long");
      assertEquals("long", Files.readString(folder.resolve(name)));
    }
    assertEquals(2, names().size());
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
