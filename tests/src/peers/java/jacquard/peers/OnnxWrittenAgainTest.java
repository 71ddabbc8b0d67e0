package jacquard.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.api.Model;
import jacquard.ir.NdArray;
import jacquard.ir.onnx.read.OnnxFile;
import jacquard.ir.onnx.read.OnnxTensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Networks that others trained, read and written again: ONNX Runtime gives for the file that is written what it gives for theirs.
class OnnxWrittenAgainTest {
  private static final Path FOLDER = Path.of(System.getProperty("jacquard.models",
      System.getProperty("jacquard.shared", "../../shared") + "/models"));
  private static final double TOLERANCE = 1e-4;

  @TempDir
  Path folder;

  @TestFactory
  Stream<DynamicTest> agree() {
    return Stream.of("mnist-pytorch/model.onnx", "mnist-cntk/model.onnx", "cifar10-cnn/model.onnx", "squeezenet1.1/model.onnx",
        "ultraface-rfb-320/model.onnx", "ultraface-rfb-320/model_simplified.onnx", "yunet-n-320/model.onnx", "blazeface-front/model.onnx",
        "basic-pitch/model.onnx").map(name -> dynamicTest(name, () -> {
          Path theirs = FOLDER.resolve(name);
          Path ours = folder.resolve("again.onnx");
          Model.readOnnx(theirs).writeOnnx(ours);
          for (int set = 0; Files.exists(theirs.resolveSibling("test_data_set_" + set)); set++) {
            Path stored = theirs.resolveSibling("test_data_set_" + set);
            Map<String, NdArray> inputs = new LinkedHashMap<>();
            for (String input : OnnxFile.read(theirs).inputs()) {
              inputs.put(input, OnnxTensors.read(stored.resolve("input_" + inputs.size() + ".pb")));
            }
            compare(run(theirs, inputs), run(ours, inputs), "set " + set);
          }
        }));
  }

  private static Map<String, NdArray> run(Path file, Map<String, NdArray> inputs) throws Exception {
    try (var session = new OnnxSession(file, 1)) {
      return session.run(inputs);
    }
  }

  private static void compare(Map<String, NdArray> theirs, Map<String, NdArray> ours, String what) {
    assertEquals(List.copyOf(theirs.keySet()), List.copyOf(ours.keySet()));
    theirs.forEach((name, value) -> {
      double error = OnnxAgreement.error(value, ours.get(name));
      assertTrue(error <= TOLERANCE, () -> what + ", " + name + ": " + error);
    });
  }
}
