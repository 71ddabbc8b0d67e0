package jacquard.api.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import jacquard.ir.UserError;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// Where a command writes. `terminal` says whether standard error is one, so that a progress bar can be drawn there.
record Console(PrintWriter out, PrintWriter err, boolean terminal) {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

  static Console ofProcess() {
    var out = new ResultWriter(new FileOutputStream(FileDescriptor.out), System.out.charset(), openFile(1).startsWith("pipe:"));
    return new Console(out, new PrintWriter(System.err, true), isErrorTerminal());
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

  /// `code`, the exit code of a command that has ended, unless its output was lost: then that of a mistake. A reader that has gone away, as
  /// `head` does, needs no message.
  int ended(int code) {
    if (!(out instanceof ResultWriter results) || results.failure().isEmpty()) {
      return code;
    }
    IOException lost = results.failure().get();
    if (!results.isClosed(lost)) {
      err.println(UserError.of("output/lost").problem("the output cannot be written").where("standard output")
          .got("%s", String.valueOf(lost.getMessage())).fix("make room, or write elsewhere").build().getMessage());
    }
    return code == ExitCode.DONE ? ExitCode.USER_ERROR : code;
  }

  void flush() {
    out.flush();
    err.flush();
  }

  /// Java tells only whether input and output are both terminals, so on Linux the open file itself is looked at.
  private static boolean isErrorTerminal() {
    String file = openFile(2);
    return file.isEmpty() ? System.console() != null && System.console().isTerminal()
        : file.startsWith("/dev/pts/") || file.startsWith("/dev/tty");
  }

  /// What is open under number `descriptor`, empty where the system does not say.
  private static String openFile(int descriptor) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
    } catch (IOException | UnsupportedOperationException | InvalidPathException e) {
      return "";
    }
  }
}
