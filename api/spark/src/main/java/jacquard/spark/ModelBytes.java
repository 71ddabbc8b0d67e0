package jacquard.spark;

import com.google.common.hash.Hashing;
import jacquard.api.Model;
import jacquard.ir.UserError;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A model as it travels: the bytes of its file, and their hash as its name.
record ModelBytes(String id, byte[] content) implements Serializable {
  static ModelBytes of(Model model) {
    return withFile(file -> {
      model.save(file);
      if (Files.size(file) > Integer.MAX_VALUE - Long.BYTES) {
        throw UserError.of("spark/model-size").problem("the model is too large to be sent to executors").got("%,d bytes", Files.size(file))
            .expected("at most %,d bytes", Integer.MAX_VALUE - Long.BYTES).build();
      }
      return of(Files.readAllBytes(file));
    });
  }

  static ModelBytes of(byte[] content) {
    return new ModelBytes(Hashing.sha256().hashBytes(content).toString(), content);
  }

  Model open() {
    return withFile(file -> {
      Files.write(file, content);
      Model model = Model.open(file);
      model.parametersSha256();
      return model;
    });
  }

  private interface Work<T> {
    T with(Path file) throws IOException;
  }

  /// The file may be deleted while parameters are read from it.
  private static <T> T withFile(Work<T> work) {
    try {
      Path file = Files.createTempFile("jacquard-model", ".safetensors");
      try {
        return work.with(file);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
