package jacquard.api.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where a command writes. `terminal` says whether standard error is one, so that a progress bar can be drawn there.
record Console(PrintWriter out, PrintWriter err, boolean terminal) {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

  static Console ofProcess() {
    return new Console(new PrintWriter(System.out, true), new PrintWriter(System.err, true), isErrorTerminal());
  }

  /// Where to write what is not the result: beside a JSON document, standard error.
  PrintWriter log(boolean json) {
    return json ? err : out;
  }

  /// Writes the one document of a command.
  void document(JsonElement document) {
    out.println(GSON.toJson(document));
    out.flush();
  }

  void flush() {
    out.flush();
    err.flush();
  }

  /// Java tells only whether input and output are both terminals, so on Linux the open file itself is looked at.
  private static boolean isErrorTerminal() {
    try {
      String file = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null && System.console().isTerminal();
    }
  }
}
