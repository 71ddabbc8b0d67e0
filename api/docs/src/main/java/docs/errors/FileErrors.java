package docs.errors;

import static docs.errors.Given.classifier;
import static docs.errors.Given.file;
import static docs.errors.Given.folder;

import java.nio.file.Path;
import java.util.Map;

/// Results that cannot be written.
final class FileErrors {
  @ErrorCode("file/no-directory")
  static final ErrorExample FILE_NO_DIRECTORY = ErrorExample.of(
      () -> classifier().save(folder().resolve("nets").resolve("digits.safetensors")),
      () -> classifier().save(file("digits.safetensors")));

  @ErrorCode("file/is-directory")
  static final ErrorExample FILE_IS_DIRECTORY = ErrorExample.of(
      () -> classifier().save(folder()),
      () -> classifier().save(file("digits.safetensors")));

  @ErrorCode("file/unwritable")
  static final ErrorExample FILE_UNWRITABLE = ErrorExample.of(
      () -> classifier().save(Path.of("/dev/full")),
      () -> classifier().save(file("digits.safetensors")));

  static final Map<String, String> NO_EXAMPLE = Map.of(
      "file/name", "only a process whose locale lacks the characters of a name ends in it",
      "output/lost", "only a process whose standard output is a full disk ends in it");

  private FileErrors() {}
}
