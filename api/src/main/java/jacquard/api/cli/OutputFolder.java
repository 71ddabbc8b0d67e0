package jacquard.api.cli;

import jacquard.ir.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Folders results are written into.
final class OutputFolder {
  private OutputFolder() {}

  /// `folder`, made where it does not exist yet.
  ///
  /// Errors: `file/no-directory`.
  static Path create(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw UserError.of("file/no-directory").problem("the folder to write to cannot be made").where("%s", folder)
          .got("%s", Files.exists(folder) ? "a file of that name" : e.toString()).fix("name another folder").cause(e).build();
    }
  }
}
