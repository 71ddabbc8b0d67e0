package jacquard.api.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Output that is lost is no success, and names no file can have are no bug.
class OutputTest {
  /// The exit code and errors of a command whose standard output fails with `message`.
  private static List<String> withOutput(String message, String... args) {
    var err = new StringWriter();
    var failing = new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(message);
      }
    };
    int exit = Main.run(new Console(new ResultWriter(failing, StandardCharsets.UTF_8, false), new PrintWriter(err), false), args);
    return List.of(String.valueOf(exit), err.toString());
  }

  @Test
  void aFullDeviceIsAMistake() {
    for (String[] args : new String[][] {{"nets"}, {"nets", "--json"}, {"summary", "linear"}, {"dump", "linear"}, {"--help"}}) {
      List<String> ended = withOutput("No space left on device", args);
      assertEquals("1", ended.get(0));
      assertEquals("""
          the output cannot be written                                            [output/lost]
            at        standard output
            got       No space left on device
            fix       make room, or write elsewhere
          """, ended.get(1).replace("\r\n", "\n"));
    }
  }

  @Test
  void aReaderThatHasGoneAwayNeedsNoMessage() {
    assertEquals(List.of("1", ""), withOutput("Broken pipe", "nets"));
  }

  @Test
  void otherFailuresKeepTheirCode() {
    List<String> ended = withOutput("No space left on device", "dump", "linear", "--stage", "knot");
    assertEquals("1", ended.get(0));
    assertTrue(ended.get(1).contains("[option/value]") && !ended.get(1).contains("[output/lost]"), ended.get(1));
  }

  /// As the shell starts it: `jacquard nets > /dev/full`, and in a locale without the characters of a name.
  @Test
  void asAProcess() throws Exception {
    File full = new File("/dev/full");
    assumeTrue(full.exists(), "no /dev/full here");
    Process nets = process(List.of("nets")).redirectOutput(full).start();
    String message = new String(nets.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(1, nets.waitFor(), message);
    assertTrue(message.contains("[output/lost]"), message);
    ProcessBuilder inC = process(List.of("dump", "réseau.ir"));
    inC.environment().put("LC_ALL", "C");
    Process dump = inC.start();
    String name = new String(dump.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(1, dump.waitFor(), name);
    assertTrue(name.contains("[file/name]") || name.contains("[graph-file/unreadable]"), name);
  }

  /// `jacquard dump googlenet | head -c 1`.
  @Test
  void aPipeThatIsClosed() throws Exception {
    Process dump = process(List.of("dump", "googlenet", "--program", "training")).start();
    assertEquals('g', dump.getInputStream().read());
    dump.getInputStream().close();
    List<String> messages = new String(dump.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).lines()
        .filter(line -> !line.startsWith("WARNING: Using incubator")).toList();
    assertEquals(1, dump.waitFor(), messages::toString);
    assertEquals(List.of(), messages);
  }

  private static ProcessBuilder process(List<String> args) {
    var command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(), "-XX:TieredStopAtLevel=1",
        "--add-modules", "jdk.incubator.vector", "-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(args);
    return new ProcessBuilder(command);
  }

  @Test
  void namesNoFileCanHaveAreMistakes() {
    for (String[] args : new String[][] {{"dump", "a\0b.ir"}, {"bisect", "a\0b"}, {"dump", "linear", "--out", "a\0b"},
        {"train", "linear", "--data", "a\0b"}}) {
      assertTrue(CommandRun.of(args).mistake().contains("[file/name]"), args[0]);
    }
  }

  @Test
  void endlessTextIsNoGraph() {
    assumeTrue(Files.exists(Path.of("/dev/zero")), "no /dev/zero here");
    assertTrue(CommandRun.of("dump", "/dev/zero").mistake().contains("[graph-file/too-large]"));
  }

  @Test
  void threadsHaveALimit() {
    for (String[] args : new String[][] {{"explain", "linear", "--threads", "1000000"}, {"bench", "linear", "--threads", "257"},
        {"train", "linear", "--data", "x", "--threads", "2147483647"}}) {
      assertTrue(CommandRun.of(args).mistake().contains("1 to 256"), args[0]);
    }
  }
}
