package jacquard.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.CompiledGraph;
import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.OnnxNetwork;
import jacquard.api.data.Cifar10;
import jacquard.api.data.DataSet;
import jacquard.api.nets.Nets;
import jacquard.api.report.Epoch;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Graph;
import jacquard.ir.onnx.read.OnnxTensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Networks go out as ONNX and come back the same; those of others are trained further.
class OnnxRoundTripTest {
  private static final Path SHARED = Path.of(System.getProperty("jacquard.shared", "../../shared"));
  private static final Path FOLDER = Path.of(System.getProperty("jacquard.models", SHARED.resolve("models").toString()));

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

  @Test
  void whatWasReadIsWrittenAgain() {
    Model read = Model.readOnnx(FOLDER.resolve("mnist-pytorch/model.onnx"));
    Path file = folder.resolve("again.onnx");
    read.writeOnnx(file);
    NdArray x = OnnxTensors.read(FOLDER.resolve("mnist-pytorch/test_data_set_1/input_0.pb"));
    NdArray expected = read.compile().predict(x);
    NdArray actual = Model.readOnnx(file).compile().predict(x);
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i), actual.get(i), 1e-6 * Math.abs(expected.get(i)));
    }
    assertEquals(DType.F32, actual.dtype());
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
