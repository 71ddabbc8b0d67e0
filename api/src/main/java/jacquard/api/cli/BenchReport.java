package jacquard.api.cli;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.Locale;

/// What `bench` has to say of one network: a row of its document, or lines of text.
interface BenchReport {
  JsonObject json();

  void print(PrintWriter out);

  /// Prints a line, the same in every locale.
  static void line(PrintWriter out, String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values).stripTrailing());
  }
}
