package jacquard.ir;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.function.Executable;

/// Messages of user errors in a form that does not depend on where the tests run.
public final class Mistakes {
  private Mistakes() {}

  /// The message of the `UserError` that `code` throws; lines of test code print as `:LINE`.
  public static String message(Executable code) {
    return assertThrows(UserError.class, code).getMessage().replaceAll("Test.java:\\d+", "Test.java:LINE");
  }

  /// As the method above; `folder` prints as `DIR`.
  public static String message(Path folder, Executable code) {
    return message(code).replace(folder.toString(), "DIR");
  }
}
