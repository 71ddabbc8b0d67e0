package jacquard.api.cli;

import jacquard.api.cli.option.OptionValues;
import jacquard.ir.CompilerBug;
import jacquard.ir.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.Arrays;

/// What a command that failed says: a user's mistake by its message alone, anything else with the path of a report.
final class Failures {
  private Failures() {}

  /// Writes the message and gives the exit code.
  static int report(Throwable thrown, Console console, String... args) {
    if (thrown instanceof UserError error) {
      console.err().println(error.getMessage());
      return ExitCode.USER_ERROR;
    }
    if (thrown instanceof InvalidPathException name) {
      console.err().println(OptionValues.badName(name).getMessage());
      return ExitCode.USER_ERROR;
    }
    if (thrown instanceof OutOfMemoryError) {
      console.err().println(outOfMemory(thrown).getMessage());
      return ExitCode.USER_ERROR;
    }
    String message = thrown instanceof CompilerBug ? String.valueOf(thrown.getMessage())
        : new CompilerBug(thrown.toString(), thrown).getMessage();
    console.err().println(message);
    console.err().println("  report    " + write(thrown, args));
    return ExitCode.BUG;
  }

  private static UserError outOfMemory(Throwable thrown) {
    long limit = Runtime.getRuntime().maxMemory();
    return UserError.of("memory/heap").problem("the heap is full").got("%s", String.valueOf(thrown.getMessage()))
        .expected("all of it within %,d bytes", limit)
        .fix("choose a smaller --batch, or allow a larger heap: java -Xmx%dg", Math.ceilDiv(limit, 1L << 30) * 2).build();
  }

  /// The path of a file with everything needed to look into the failure.
  private static String write(Throwable thrown, String... args) {
    var text = new StringWriter();
    var out = new PrintWriter(text);
    out.println("arguments: " + Arrays.toString(args));
    out.println("folder:    " + System.getProperty("user.dir"));
    out.println("java:      " + System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    out.println("process:   " + Arrays.toString(ProcessHandle.current().info().arguments().orElse(new String[0])));
    out.println("system:    " + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    out.println();
    thrown.printStackTrace(out);
    out.flush();
    try {
      return Files.writeString(Files.createTempFile("jacquard-crash-", ".txt"), text.toString()).toString();
    } catch (IOException | RuntimeException e) {
      return "could not be written (" + e + "):" + System.lineSeparator() + text;
    }
  }
}
