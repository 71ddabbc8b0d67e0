package jacquard.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.architecture.ChildJvm;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What does not fit into a heap of 512 MB is refused with numbers, before or as it is allocated, and what fits runs on.
@Tag("any-width") // starts JVMs that are not told of a width
class SmallHeapTest {
  private static final Map<String, String> CODES = Map.ofEntries(Map.entry("constants", "plan/heap"), Map.entry("parameters",
      "model/memory"), Map.entry("array", "array/memory"), Map.entry("images", "idx/too-large"), Map.entry("records", "cifar/too-large"),
      Map.entry("device", "cifar/too-large"), Map.entry("weights", "safetensors/truncated"), Map.entry("header", "safetensors/too-large"),
      Map.entry("numbers", "npy/too-large"), Map.entry("picture", "image/too-large"));

  @TempDir
  Path folder;

  @Test
  void moreThanTheHeapIsRefused() throws Exception {
    ChildJvm child = ChildJvm.runIn(folder, 300, List.of("-Xmx512m", "--add-modules", "jdk.incubator.vector", "-cp",
        System.getProperty("java.class.path"), SmallHeap.class.getName(), folder.toString()));
    var ended = new LinkedHashMap<String, String>();
    child.output().stream().map(l -> l.split(": ", 2)).forEach(l -> ended.put(l[0], l[1]));
    assertEquals("done", ended.get("little"), () -> child.output() + "\n" + child.errors());
    CODES.forEach((name, code) -> {
      String how = ended.getOrDefault(name, code + " not run");
      assertTrue(how.startsWith(code + " ") && how.matches(".*\\d.*"), name + ": " + how);
    });
    String fitting = ended.getOrDefault("fitting", "");
    assertTrue(fitting.equals("done") || fitting.startsWith("plan/heap "), fitting);
    String labels = ended.getOrDefault("labels", "");
    assertTrue(labels.equals("done") || labels.startsWith("idx/too-large"), labels);
  }
}
