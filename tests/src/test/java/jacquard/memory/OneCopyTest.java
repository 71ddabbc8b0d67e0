package jacquard.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Model;
import jacquard.api.Program;
import jacquard.architecture.ChildJvm;
import jacquard.ir.io.Safetensors;
import jacquard.ir.text.Format;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The weights of an inference process are in memory once: packed for the kernels, straight from their file.
class OneCopyTest {
  private static final long MIB = 1 << 20;
  /// Beside the weights: classes, code, and what the heap of a compiler takes.
  private static final long ROOM_MIB = 40;
  private static final long OUTSIDE_MIB = 260;

  @TempDir
  Path folder;

  @Test
  void aProgramFitsIntoAHeapOfItsWeights() throws Exception {
    Path file = folder.resolve("wide.safetensors");
    Model model = OneCopy.model();
    model.save(file);
    Program whole = model.withParameters(Safetensors.read(file).tensors()).compile();
    long weights = Files.size(file) / MIB + 1;
    Path text = folder.resolve("child.ir");
    ChildJvm child = ChildJvm.run(folder, List.of("-Xmx" + (weights + ROOM_MIB) + "m", "-XX:+UseG1GC", "--add-modules",
        "jdk.incubator.vector", "-cp", System.getProperty("java.class.path"), OneCopy.class.getName(), file.toString(), text.toString()));
    String said = String.join("\n", child.output()) + "\n" + String.join("\n", child.errors());
    assertEquals(0, child.exit(), said);
    assertEquals(OneCopy.predicted(whole), child.output().getFirst());
    assertEquals(Safetensors.read(dumped(whole)), Safetensors.read(Safetensors.beside(text)), "what is packed can be read again");
    child.output().stream().filter(l -> l.startsWith("VmHWM")).forEach(line -> {
      long peak = Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      assertTrue(peak < weights + ROOM_MIB + OUTSIDE_MIB, said);
    });
  }

  private Path dumped(Program program) {
    Path text = folder.resolve("whole.ir");
    program.dump(Format.TEXT, text);
    return Safetensors.beside(text);
  }
}
