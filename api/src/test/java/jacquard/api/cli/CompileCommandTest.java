package jacquard.api.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

  @Test
  void aSavedModelTakesNoOtherWeights() {
    String mistake = CommandRun.of("compile", "a.safetensors", "--weights", "b.safetensors", "--out", folder.resolve("c.jar").toString())
        .mistake();
    assertTrue(mistake.contains("[option/value]"), mistake);
    CommandRun.of("compile", "lenet5").exits(2);
  }
}
