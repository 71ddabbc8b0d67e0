package jacquard.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.api.CompiledGraph;
import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.OnnxNetwork;
import jacquard.api.data.Cifar10;
import jacquard.api.data.DataSet;
import jacquard.api.nets.Nets;
import jacquard.api.report.Epoch;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Graph;
import jacquard.ir.onnx.read.OnnxFile;
import jacquard.ir.onnx.read.OnnxTensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Networks go out as ONNX and come back the same; those of others are trained further.
class OnnxRoundTripTest {
  private static final Path SHARED = Path.of(System.getProperty("jacquard.shared", "../../shared"));
  private static final Path FOLDER = Path.of(System.getProperty("jacquard.models", SHARED.resolve("models").toString()));

  private static final double TOLERANCE = 1e-6;

  @TempDir
  Path folder;

  /// The gradients of an exported network are to the last bit those that the trainer of the network itself computes.
  @Test
  void gradientsKeepTheirBits() {
    Model model = Nets.define("lenet5");
    Path file = folder.resolve("lenet5.onnx");
    model.writeOnnx(file);
    Model again = Model.readOnnx(file);
    assertEquals(model.parameters().keySet(), again.parameters().keySet());
    NdArray x = NdArray.zeros(TensorType.f32(5, 1, 28, 28));
    for (int i = 0; i < x.size(); i++) {
      x.set(i, Math.sin(i * 0.37));
    }
    Loss loss = Loss.crossEntropy();
    NdArray labels = NdArray.of(Shape.of(5), 3, 1, 4, 1, 5);
    Map<String, NdArray> ours = run(model.graphs().gradient(loss), model, x, labels);
    Map<String, NdArray> theirs = run(again.graphs().gradient(loss), again, x, labels);
    for (String name : model.parameters().keySet()) {
      assertEquals(ours.get(name + "/gradient"), theirs.get(name + "/gradient"), name);
    }
    assertEquals(ours.get("loss"), theirs.get("loss"));
  }

  private static Map<String, NdArray> run(Graph graph, Model model, NdArray x, NdArray labels) {
    Map<String, NdArray> leaves = new LinkedHashMap<>(model.parameters());
    leaves.putAll(model.statistics());
    leaves.put("x", x);
    leaves.put("target", labels);
    return CompiledGraph.of(graph).run(leaves);
  }

  @TestFactory
  Stream<DynamicTest> whatWasReadIsWrittenAgain() {
    return writtenAgain("mnist-pytorch", "mnist-cntk", "cifar10-cnn");
  }

  @TestFactory
  @Tag("thorough")
  Stream<DynamicTest> whatWasReadIsWrittenAgainOfLargeOnes() {
    return writtenAgain("squeezenet1.1", "yunet-n-320", "blazeface-front", "basic-pitch");
  }

  /// The compiled program of the file that was written gives what that of the first one gives, but for what compiling may round.
  private Stream<DynamicTest> writtenAgain(String... names) {
    return Stream.of(names).map(name -> dynamicTest(name, () -> {
      Path first = FOLDER.resolve(name).resolve("model.onnx");
      Path second = folder.resolve(name + ".onnx");
      Model read = Model.readOnnx(first);
      read.writeOnnx(second);
      Model again = Model.readOnnx(second);
      assertEquals(names(read), names(again));
      Map<String, NdArray> inputs = new LinkedHashMap<>();
      for (String input : OnnxFile.read(first).inputs()) {
        inputs.put(input, OnnxTensors.read(first.resolveSibling("test_data_set_1/input_" + inputs.size() + ".pb")));
      }
      Map<String, NdArray> expected = read.compile().run(inputs);
      Map<String, NdArray> actual = again.compile().run(inputs);
      assertEquals(List.copyOf(expected.keySet()), List.copyOf(actual.keySet()));
      expected.forEach((output, value) -> assertTrue(error(value, actual.get(output)) <= TOLERANCE,
          () -> output + ": " + error(value, actual.get(output))));
    }));
  }

  /// Of parameters and statistics; a bias of `[C,1,1]` is written as the vector that `Conv` takes.
  private static Set<String> names(Model model) {
    return Stream.concat(model.parameters().keySet().stream(), model.statistics().keySet().stream())
        .map(name -> name.replace("/vector", "")).collect(Collectors.toCollection(TreeSet::new));
  }

  /// The largest difference, in parts of the largest magnitude.
  private static double error(NdArray expected, NdArray actual) {
    assertEquals(expected.type(), actual.type());
    double largest = 0;
    double off = 0;
    for (int i = 0; i < expected.size(); i++) {
      largest = Math.max(largest, Math.abs(expected.get(i)));
      double difference = Math.abs(expected.get(i) - actual.get(i));
      off = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(off, difference);
    }
    return off == 0 ? 0 : off / largest;
  }

  /// SqueezeNet's features with a head of ten classes, the features frozen.
  @Test
  @Tag("thorough")
  void aHeadIsTrained() {
    OnnxNetwork file = OnnxNetwork.read(FOLDER.resolve("squeezenet1.1/model.onnx"));
    Model model = Model.define("cifar", Shape.of(3, 32, 32), x -> file.upTo("fire9/concat_1", x.times(255)).flatten().dense(10));
    DataSet data = Cifar10.train(SHARED.resolve("data/cifar-10-subset")).take(600);
    Map<String, NdArray> before = model.parameters();
    var run = model.trainer(t -> t.freeze("conv1*", "fire*").epochs(4).batch(50)).fit(data);
    List<Epoch> epochs = run.epochs();
    assertTrue(epochs.getLast().training().loss() < epochs.getFirst().training().loss(), epochs::toString);
    Map<String, NdArray> after = run.model().parameters();
    int frozen = 0;
    for (String name : before.keySet()) {
      boolean head = name.startsWith("dense");
      assertEquals(!head, before.get(name).equals(after.get(name)), name);
      frozen += head ? 0 : 1;
    }
    assertEquals(50, frozen);
  }
}
