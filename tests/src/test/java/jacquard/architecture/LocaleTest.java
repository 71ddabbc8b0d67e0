package jacquard.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Names, texts, messages and the command line's output are the same under every default locale: one with other digits and a decimal
/// comma (Arabic of Egypt), one with other letter case (Turkish).
@Tag("any-width") // starts JVMs that are not told of a width
class LocaleTest {
  @TempDir static Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "tr-TR"})
  void theLibrary(String locale) throws IOException, InterruptedException {
    assertEquals(run("en-US", LocaleProgram.class.getName()), run(locale, LocaleProgram.class.getName()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"summary lenet5", "summary lenet5 --json", "summary lenet5 --input 1,9,9", "nets"})
  void theCommandLine(String arguments) throws IOException, InterruptedException {
    String[] words = ("jacquard.api.cli.Main " + arguments).split(" ");
    assertEquals(run("en-US", words), run("ar-EG", words));
  }

  /// What is printed: both streams, without what differs from run to run.
  private static List<String> run(String locale, String... main) throws IOException, InterruptedException {
    String[] parts = locale.split("-");
    var arguments = new ArrayList<>(List.of("-Duser.language=" + parts[0], "-Duser.country=" + parts[1], "-Dstdout.encoding=UTF-8",
        "-Dstderr.encoding=UTF-8", "--add-modules", "jdk.incubator.vector", "-cp", Reactor.commandLinePath()));
    arguments.addAll(List.of(main));
    ChildJvm child = ChildJvm.run(folder, arguments);
    List<String> lines = Stream.concat(child.output().stream(), child.errors().stream()).filter(l -> !l.contains("incubator")).toList();
    assertTrue(child.exit() < 2, lines::toString);
    assertTrue(lines.stream().noneMatch(l -> l.codePoints().anyMatch(c -> Character.isDigit(c) && c > '9')), lines::toString);
    return lines.stream().filter(l -> !l.startsWith(LocaleProgram.EXPLAINED)).toList();
  }
}
