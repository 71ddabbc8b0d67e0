package jacquard.api.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/// A command line run in this process, on a thread of its own as the command line's `main` is: no test shows in its stack.
final class CommandRun {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Thread thread;
  private volatile int exitCode = -1;

  private CommandRun(String... args) {
    var console = new Console(new PrintWriter(out), new PrintWriter(err), false);
    thread = Thread.ofPlatform().name("command").start(() -> exitCode = Main.run(console, args));
  }

  /// Starts a command.
  static CommandRun start(String... args) {
    return new CommandRun(args);
  }

  /// Runs a command to its end.
  static CommandRun of(String... args) {
    return start(args).end();
  }

  void interrupt() {
    thread.interrupt();
  }

  CommandRun end() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return this;
  }

  CommandRun exits(int expected) {
    assertEquals(expected, exitCode, () -> out + "\n" + err);
    return this;
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  /// The message of a command that ended in a mistake of the user's; `folder` prints as `DIR`.
  String mistake(Path folder) {
    exits(ExitCode.USER_ERROR);
    assertEquals("", out());
    return err().replace(folder.toString(), "DIR").replace("\r\n", "\n").stripTrailing();
  }

  String mistake() {
    return mistake(Path.of("no folder in this message"));
  }

  /// The one document on standard output.
  JsonObject json() {
    exits(ExitCode.DONE);
    return document();
  }

  JsonObject document() {
    try {
      var reader = new JsonReader(new StringReader(out()));
      reader.setStrictness(Strictness.STRICT);
      JsonObject document = JsonParser.parseReader(reader).getAsJsonObject();
      assertEquals(JsonToken.END_DOCUMENT, reader.peek(), "one document and nothing else");
      return document;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
