package jacquard.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a message says of a file that is not there.
final class AbsentPathTest {
  @TempDir
  Path folder;

  private static String message(Path path) {
    return UserError.of("a/code").problem("there is no such file").absent(path, "a picture").build().getMessage();
  }

  private String text(String lines) {
    return "there is no such file                                                   [a/code]\n" + lines.replace("FOLDER",
        folder.toAbsolutePath().normalize().toString()).stripTrailing();
  }

  @Test
  void theNameBesideThatWasMeant() throws IOException {
    Files.writeString(folder.resolve("digits.png"), "");
    Files.writeString(folder.resolve("other"), "");
    Path given = folder.resolve("digit.png");
    assertEquals(text("""
          at        FOLDER/digit.png
          got       nothing of this name in FOLDER
          expected  a picture
          fix       did you mean "digits.png"?
        """), message(given));
  }

  @Test
  void aFolderThatIsMissingAlready() throws IOException {
    Files.createDirectories(folder.resolve("data"));
    assertEquals(text("""
          at        FOLDER/dta/train/1.png
          got       no folder dta in FOLDER
          expected  a picture
          fix       did you mean "data"?
        """), message(folder.resolve("dta/train/1.png")));
  }

  @Test
  void aRelativePathIsGivenAsItIsAndFoundAsItLies() {
    String message = message(Path.of("no-such-folder-of-this-test", "x"));
    assertEquals("  at        " + Path.of("no-such-folder-of-this-test", "x"), message.lines().skip(1).findFirst().orElseThrow());
    assertEquals("  got       no folder no-such-folder-of-this-test in " + Path.of("").toAbsolutePath(),
        message.lines().skip(2).findFirst().orElseThrow());
  }

  @Test
  void whatIsThereInstead() throws IOException {
    assertEquals(text("""
          at        FOLDER
          got       a folder
          expected  a picture
          fix       check the path
        """), message(folder));
    Path file = Files.writeString(folder.resolve("plain"), "");
    assertEquals(text("""
          at        FOLDER/plain/x
          got       no folder plain in FOLDER, which is a file
          expected  a picture
          fix       check the path
        """), message(file.resolve("x")));
  }
}
