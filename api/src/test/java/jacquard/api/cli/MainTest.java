package jacquard.api.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.CompilerBug;
import jacquard.ir.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MainTest {
  @Test
  void wrongUsageIsTold() {
    for (String[] args : new String[][] {{}, {"17"}, {"summary"}, {"nets", "--colour"}, {"train", "linear", "--lr", "fast"}}) {
      CommandRun run = CommandRun.of(args).exits(ExitCode.WRONG_USAGE);
      assertEquals("", run.out());
      assertTrue(run.err().contains("Usage: jacquard"), run::err);
    }
  }

  @Test
  void aNearbyCommandIsSuggested() {
    assertTrue(CommandRun.of("serch").exits(ExitCode.WRONG_USAGE).err().contains("Did you mean: jacquard search"));
  }

  @Test
  void helpIsAResult() {
    assertTrue(CommandRun.of("--help").exits(ExitCode.DONE).out().contains("Exit codes"));
    assertTrue(CommandRun.of("train", "--help").exits(ExitCode.DONE).out().contains("--weight-decay"));
    assertTrue(CommandRun.of("--version").exits(ExitCode.DONE).out().startsWith("jacquard "));
  }

  @Test
  void aBugLeavesAReport() throws IOException {
    for (Throwable bug : new Throwable[] {new IllegalStateException("torn thread"), new CompilerBug("torn thread", null),
        new StackOverflowError()}) {
      var err = new StringWriter();
      var console = new Console(new PrintWriter(new StringWriter()), new PrintWriter(err), false);
      assertEquals(ExitCode.BUG, Failures.report(bug, console, "summary", "lenet5"));
      String[] lines = err.toString().split("\\R");
      assertTrue(lines[0].startsWith("this is a bug in Jacquard, not in your network: "), lines[0]);
      assertEquals(2, lines.length, err::toString);
      Path report = Path.of(lines[1].substring(lines[1].lastIndexOf(' ') + 1));
      String text = Files.readString(report);
      Files.delete(report);
      assertTrue(text.contains("arguments: [summary, lenet5]") && text.contains("\tat "), text);
    }
  }

  @Test
  void aFullHeapIsNoBug() {
    var err = new StringWriter();
    var console = new Console(new PrintWriter(new StringWriter()), new PrintWriter(err), false);
    assertEquals(ExitCode.USER_ERROR, Failures.report(new OutOfMemoryError("Java heap space"), console));
    assertTrue(err.toString().contains("-Xmx"), err::toString);
    assertEquals(ExitCode.USER_ERROR, Failures.report(UserError.of("a/b").problem("wrong").build(), console));
    assertFalse(err.toString().contains("\tat "), err::toString);
  }
}
