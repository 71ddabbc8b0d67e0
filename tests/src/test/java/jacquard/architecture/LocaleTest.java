package jacquard.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Names, texts, messages and the command line's output are the same under every default locale: one with other digits and a decimal
/// comma (Arabic of Egypt), one with other letter case (Turkish).
@Tag("any-width") // starts JVMs that are not told of a width
class LocaleTest {
  @TempDir static Path folder;

  private static List<String> english = List.of();

  @BeforeAll
  static void inEnglish() throws IOException, InterruptedException {
    english = run("en-US", LocaleProgram.class.getName());
    assertEquals(List.of("exit 0", "exit 0", "exit 1", "exit 0"), english.stream().filter(l -> l.startsWith("exit ")).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "tr-TR"})
  void libraryAndCommandLine(String locale) throws IOException, InterruptedException {
    assertEquals(english, run(locale, LocaleProgram.class.getName()));
  }

  /// In its own process, with the streams of that.
  @Test
  void theProcessOfTheCommandLine() throws IOException, InterruptedException {
    String[] words = "jacquard.api.cli.Main summary lenet5".split(" ");
    assertEquals(run("en-US", words), run("ar-EG", words));
  }

  /// What is printed: both streams, without what differs from run to run.
  private static List<String> run(String locale, String... main) throws IOException, InterruptedException {
    String[] parts = locale.split("-");
    var arguments = new ArrayList<>(List.of("-Duser.language=" + parts[0], "-Duser.country=" + parts[1], "-Dstdout.encoding=UTF-8",
        "-Dstderr.encoding=UTF-8", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--add-modules",
        "jdk.incubator.vector", "-cp", Reactor.commandLinePath()));
    arguments.addAll(List.of(main));
    ChildJvm child = ChildJvm.run(folder, arguments);
    List<String> lines = Stream.concat(child.output().stream(), child.errors().stream()).filter(l -> !l.contains("incubator")).toList();
    assertEquals(0, child.exit(), lines::toString);
    assertTrue(lines.stream().noneMatch(l -> l.codePoints().anyMatch(c -> Character.isDigit(c) && c > '9')), lines::toString);
    return lines.stream().filter(l -> !l.startsWith(LocaleProgram.EXPLAINED)).toList();
  }
}
