package jacquard.api.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import jacquard.api.Model;
import jacquard.ir.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `compile`.
class CompileCommandTest {
  @TempDir private Path folder;

  @Test
  void writesTheJarOfASavedModel() throws IOException {
    Path saved = folder.resolve("tiny.safetensors");
    Model.define("tiny", Shape.of(4), x -> x.dense(3).tanh()).save(saved);
    Path jar = folder.resolve("tiny.jar");
    JsonObject document = CommandRun.of("compile", saved.toString(), "--out", jar.toString(), "--json").json();
    assertEquals("tiny", document.get("network").getAsString());
    assertEquals(Files.size(jar), document.get("bytes").getAsLong());
    try (JarFile written = new JarFile(jar.toFile())) {
      assertEquals(document.get("class").getAsString(), written.getManifest().getMainAttributes().getValue("Main-Class"));
    }
  }

  /// As a network's name does, a saved model stands for its layers: `--weights` gives other values for them.
  @Test
  void aSavedModelTakesOtherWeights() throws IOException {
    Model model = Model.define("tiny", Shape.of(4), x -> x.dense(3));
    Path saved = folder.resolve("one.safetensors");
    Path other = folder.resolve("other.safetensors");
    model.save(saved);
    model.withSeed(7).save(other);
    Path jar = folder.resolve("other.jar");
    CommandRun.of("compile", saved.toString(), "--weights", other.toString(), "--out", jar.toString()).exits(ExitCode.DONE);
    Path same = folder.resolve("same.jar");
    CommandRun.of("compile", other.toString(), "--out", same.toString()).exits(ExitCode.DONE);
    assertEquals(-1, Files.mismatch(jar, same));
    CommandRun.of("compile", saved.toString(), "--out", same.toString()).exits(ExitCode.DONE);
    assertNotEquals(-1, Files.mismatch(jar, same));
  }

  @Test
  void theJarIsAskedFor() {
    CommandRun.of("compile", "lenet5").exits(2);
  }
}
