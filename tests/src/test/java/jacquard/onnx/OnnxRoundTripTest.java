package jacquard.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.api.CompiledGraph;
import jacquard.api.Model;
import jacquard.api.OnnxNetwork;
import jacquard.api.data.Cifar10;
import jacquard.api.data.DataSet;
import jacquard.api.nets.Nets;
import jacquard.api.report.Epoch;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.graph.Graph;
import jacquard.ir.onnx.read.OnnxFile;
import jacquard.ir.onnx.read.OnnxTensors;
import jacquard.networks.ReducedNetworks;
import jacquard.oracles.SharedFolder;
import jacquard.testkit.Leaves;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  @TestFactory
  Stream<DynamicTest> gradientsKeepTheirBits() {
    return Stream.of("lenet5", "fcn-timeseries").map(this::keepsBits);
  }

  /// Residuals, normalisations, depthwise, dilated, deformed, masked and transposed convolutions.
  @TestFactory
  @Tag("thorough")
  Stream<DynamicTest> gradientsKeepTheirBitsInLargeNetworks() {
    return Stream.of("resnet18", "resnet50", "mobilenet-v1", "deformable-convnet", "conv-autoencoder", "wavenet", "vnet")
        .map(this::keepsBits);
  }

  /// The gradients of an exported network are to the last bit those that the trainer of the network itself computes.
  private DynamicTest keepsBits(String name) {
    return dynamicTest(name, () -> {
      Model model = ReducedNetworks.define(name);
      Path file = folder.resolve(name + ".onnx");
      model.writeOnnx(file);
      Model again = Model.readOnnx(file);
      assertEquals(model.parameters().keySet(), again.parameters().keySet());
      Graph gradient = model.graphs().gradient(Nets.loss(name));
      Map<String, NdArray> leaves = new LinkedHashMap<>(Leaves.of(gradient, 2, 3));
      leaves.putAll(model.parameters());
      leaves.putAll(model.statistics());
      Map<String, NdArray> ours = CompiledGraph.of(gradient).run(leaves);
      Map<String, NdArray> theirs = CompiledGraph.of(again.graphs().gradient(Nets.loss(name))).run(leaves);
      for (String parameter : model.parameters().keySet()) {
        assertEquals(ours.get(parameter + "/gradient"), theirs.get(parameter + "/gradient"), parameter);
      }
      assertEquals(ours.get("loss"), theirs.get("loss"));
    });
  }

  @TestFactory
  Stream<DynamicTest> whatWasReadIsWrittenAgain() {
    return writtenAgain("mnist-pytorch/model.onnx", "mnist-cntk/model.onnx", "cifar10-cnn/model.onnx");
  }

  @TestFactory
  @Tag("thorough")
  Stream<DynamicTest> whatWasReadIsWrittenAgainOfLargeOnes() {
    return writtenAgain("squeezenet1.1/model.onnx", "ultraface-rfb-320/model.onnx", "ultraface-rfb-320/model_simplified.onnx",
        "yunet-n-320/model.onnx", "blazeface-front/model.onnx", "basic-pitch/model.onnx");
  }

  /// The compiled program of the file that was written gives what that of the first one gives, but for what compiling may round.
  private Stream<DynamicTest> writtenAgain(String... names) {
    return Stream.of(names).map(name -> dynamicTest(name, () -> {
      Path first = SharedFolder.present(FOLDER).resolve(name);
      Path second = folder.resolve("again.onnx");
      Model read = Model.readOnnx(first);
      read.writeOnnx(second);
      Model again = Model.readOnnx(second);
      assertEquals(types(read.parameters()), types(again.parameters()));
      assertEquals(types(read.statistics()), types(again.statistics()));
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

  /// Names and types, in order.
  private static List<String> types(Map<String, NdArray> values) {
    return values.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue().type()).toList();
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
    OnnxNetwork file = OnnxNetwork.read(SharedFolder.present(FOLDER).resolve("squeezenet1.1/model.onnx"));
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
