package jacquard.api.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.cli.option.NetworkChoice;
import jacquard.api.data.DigitFiles;
import jacquard.api.nets.Nets;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.io.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands on ONNX files.
class OnnxCommandTest {
  private static final Path MODELS = Path.of(System.getProperty("jacquard.models",
      System.getProperty("jacquard.shared", "../../shared") + "/models"));

  @TempDir
  private Path folder;

  private String net = "";
  private Model model = Model.define("net", Shape.of(1, 28, 28), x -> x.conv(4, 5).relu().maxPool(2).flatten().dense(10));

  @BeforeEach
  void write() {
    model.writeOnnx(folder.resolve("net.onnx"));
    net = file("net.onnx");
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private String written(String name, NdArray array) {
    Npy.write(folder.resolve(name), array);
    return file(name);
  }

  @Test
  void itIsSummed() {
    JsonObject document = CommandRun.of("summary", net, "--json").json();
    assertEquals("net", document.get("network").getAsString());
    assertEquals(4 * 26 + 4 * 144 * 10 + 10, document.get("parameters").getAsLong());
    assertTrue(CommandRun.of("summary", net).exits(ExitCode.DONE).out().contains("conv1"));
    assertTrue(CommandRun.of("summary", net, "--input", "1,30,30").mistake().contains("[onnx/input]"));
  }

  @Test
  void itIsExplainedAndMeasured() {
    JsonObject document = CommandRun.of("explain", net, "--nominal", "--json").json();
    assertTrue(document.getAsJsonArray("kernels").toString().contains("conv1"), document::toString);
    JsonObject training = CommandRun.of("explain", net, "--program", "training", "--nominal", "--json").json();
    assertTrue(training.get("operations").getAsLong() > 2 * document.get("operations").getAsLong());
    JsonArray rows = CommandRun.of("bench", net, "--seconds", "0.05", "--threads", "1", "--json").json().getAsJsonArray("rows");
    assertTrue(rows.get(0).getAsJsonObject().get("medianMs").getAsDouble() > 0);
  }

  @Test
  void itIsDumped() {
    assertTrue(CommandRun.of("dump", net).exits(ExitCode.DONE).out().startsWith("graph @net("));
    assertTrue(CommandRun.of("dump", net, "--stage", "optimized", "--program", "inference").exits(ExitCode.DONE).out().contains("fused"));
    assertTrue(CommandRun.of("dump", net, "--stage", "gradient").exits(ExitCode.DONE).out().contains("gradient"));
    CommandRun.of("dump", net, "--format", "onnx", "--out", file("again.onnx")).exits(ExitCode.DONE);
    assertEquals(model.parameters(), Model.readOnnx(folder.resolve("again.onnx")).parameters());
  }

  @Test
  void itRuns() {
    NdArray x = NdArray.filled(TensorType.f32(3, 1, 28, 28), 0.5);
    JsonObject outputs = CommandRun.of("run", net, "--input", "x=" + written("x.npy", x), "--output", folder.toString(), "--json").json()
        .getAsJsonObject("outputs");
    assertEquals(model.compile().predict(x), Npy.read(Path.of(outputs.getAsJsonObject("output").get("file").getAsString())));
    String one = written("one.npy", NdArray.filled(TensorType.f32(1, 28, 28), 0.5));
    assertTrue(CommandRun.of("run", net, "--input", "x=" + one).exits(ExitCode.DONE).out().startsWith("output f32[1,10] {"));
    assertTrue(CommandRun.of("run", net, "--input", "y=" + one).mistake().contains("[run/inputs]"));
    String wide = written("wide.npy", NdArray.zeros(TensorType.f32(1, 1, 28, 29)));
    assertTrue(CommandRun.of("run", net, "--input", "x=" + wide).mistake().contains("[run/shape]"));
    assertTrue(CommandRun.of("run", file("none.onnx"), "--input", "x=" + one).mistake().contains("none.onnx"));
  }

  /// Inputs without a common batch, extents that are open, a shape that is an input, an output that is a mask: what no model is.
  @Test
  void whatIsNoModelRunsToo() throws IOException {
    var graph = GraphProto.newBuilder().setName("g").addInput(input("x", 1, "a", "b")).addInput(input("shape", 7, "2"))
        .addNode(NodeProto.newBuilder().setOpType("Reshape").addInput("x").addInput("shape").addOutput("y"))
        .addNode(NodeProto.newBuilder().setOpType("Greater").addInput("y").addInput("y").addOutput("mask"))
        .addOutput(ValueInfoProto.newBuilder().setName("y")).addOutput(ValueInfoProto.newBuilder().setName("mask"));
    Files.write(folder.resolve("odd.onnx"), ModelProto.newBuilder().setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13)).setGraph(graph).build().toByteArray());
    String x = written("x.npy", NdArray.of(Shape.of(2, 3), 1f, 2, 3, 4, 5, 6));
    String shape = written("shape.npy", NdArray.of(Shape.of(2), 3L, 2L));
    String out = CommandRun.of("run", file("odd.onnx"), "--input", "x=" + x, "--input", "shape=" + shape).exits(ExitCode.DONE).out();
    assertEquals(List.of("y f32[3,2] {1.0, 2.0, 3.0, 4.0, 5.0, 6.0}", "mask bool[3,2] {0.0, 0.0, 0.0, 0.0, 0.0, 0.0}"),
        out.lines().toList());
    assertTrue(CommandRun.of("summary", file("odd.onnx")).mistake().contains("[onnx/dimension]"));
  }

  private static ValueInfoProto input(String name, int type, String... dims) {
    var shape = TensorShapeProto.newBuilder();
    for (String dim : dims) {
      var d = TensorShapeProto.Dimension.newBuilder();
      shape.addDim(dim.matches("\\d+") ? d.setDimValue(Long.parseLong(dim)) : d.setDimParam(dim));
    }
    return ValueInfoProto.newBuilder().setName(name)
        .setType(TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape))).build();
  }

  /// A file that leaves height and width open is for the shape that is given, in every command that takes a network.
  @Test
  void openExtentsAreGiven() throws IOException {
    Model whole = Model.define("open", Shape.of(1, 8, 8), x -> x.conv(2, 3).relu());
    whole.writeOnnx(folder.resolve("closed.onnx"));
    ModelProto closed = ModelProto.parseFrom(Files.readAllBytes(folder.resolve("closed.onnx")));
    var graph = closed.getGraph().toBuilder().clearInput().clearOutput().clearValueInfo()
        .addInput(input(closed.getGraph().getInput(0).getName(), 1, "N", "1", "h", "w"))
        .addOutput(ValueInfoProto.newBuilder().setName(closed.getGraph().getOutput(0).getName()));
    Files.write(folder.resolve("open.onnx"), closed.toBuilder().setGraph(graph).build().toByteArray());
    String open = file("open.onnx");
    for (List<String> command : List.of(List.of("summary", open), List.of("explain", open, "--nominal"), List.of("dump", open),
        List.of("diff", open, open), List.of("bisect", open), List.of("bench", open, "--seconds", "0.05", "--threads", "1"),
        List.of("bench", open, "--ablate", "--without", "all", "--seconds", "0.05", "--threads", "1"),
        List.of("compile", open, "--out", file("open.jar")))) {
      String message = CommandRun.of(command.toArray(String[]::new)).mistake();
      assertTrue(message.contains("[onnx/dimension]") && message.contains("--input C,H,W"), message);
      CommandRun.of(with(command, "--input", "1,6,9")).exits(ExitCode.DONE);
    }
    String text = CommandRun.of("dump", open, "--input", "1,6,9").out();
    assertTrue(text.contains("f32[N,2,4,7]"), text);
    JsonObject run = CommandRun.of("bench", open, "--cold", "--input", "1,6,9", "--seconds", "0.05", "--json").json();
    assertTrue(run.getAsJsonArray("rows").get(0).getAsJsonObject().get("firstResultMs").getAsDouble() > 0);
  }

  private static String[] with(List<String> command, String... more) {
    return Stream.concat(command.stream(), Stream.of(more)).toArray(String[]::new);
  }

  /// What has a shape of its own takes no other.
  @Test
  void aShapeIsForNetworks() throws IOException {
    Files.writeString(folder.resolve("g.ir"), CommandRun.of("dump", net).out());
    for (String command : List.of("dump", "explain")) {
      String message = CommandRun.of(command, file("g.ir"), "--input", "1,28,28").mistake();
      assertTrue(message.contains("[option/value]") && message.contains("the text of a graph"), message);
    }
    String kernel = CommandRun.of("bench", "conv3x3-4-6", "--input", "4,6,6").mistake();
    assertTrue(kernel.contains("the kernel conv3x3-4-6 has a shape of its own"), kernel);
  }

  /// A saved model stands wherever a network's name does.
  @Test
  void aSavedModelIsANetwork() {
    String saved = file("saved.safetensors");
    model.save(Path.of(saved));
    assertEquals(CommandRun.of("summary", "--json", net).json().get("parameters"),
        CommandRun.of("summary", "--json", saved).json().get("parameters"));
    String x = written("x.npy", NdArray.filled(TensorType.f32(2, 1, 28, 28), 0.5));
    assertEquals("output " + model.compile().predict(Npy.read(Path.of(x))) + "\n",
        CommandRun.of("run", saved, "--input", "x=" + x).exits(ExitCode.DONE).out());
    assertTrue(CommandRun.of("explain", saved, "--nominal").exits(ExitCode.DONE).out().contains("conv1"));
    assertTrue(CommandRun.of("dump", saved, "--stage", "gradient").exits(ExitCode.DONE).out().contains("gradient"));
    String differences = CommandRun.of("diff", saved, net).exits(ExitCode.DONE).out();
    assertTrue(differences.contains("0 of 4 layers differ"), differences);
    CommandRun.of("bench", saved, "--seconds", "0.05", "--threads", "1").exits(ExitCode.DONE);
    String message = CommandRun.of("explain", saved, "--input", "1,30,30").mistake();
    assertTrue(message.contains("[option/value]") && message.contains("a saved model is for inputs of one shape"), message);
    CommandRun.of("explain", saved, "--nominal", "--input", "1,28,28").exits(ExitCode.DONE);
  }

  /// A network of the library's, exported, trains to the same parameters as where it was defined.
  @Test
  void itTrainsOn() throws IOException {
    Path data = DigitFiles.write(folder.resolve("data"), 60, 20);
    JsonObject document = CommandRun.of("train", net, "--data", data.toString(), "--epochs", "2", "--batch", "20", "--out", file("out"),
        "--json").json();
    assertEquals(2, document.getAsJsonArray("epochs").size());
    Model trained = Model.readOnnx(Path.of(net)).load(folder.resolve("out/net.safetensors"));
    assertEquals(document.get("parametersSha256").getAsString(), trained.parametersSha256());
    assertNotEquals(model.parametersSha256(), trained.parametersSha256());
    assertEquals(model.load(folder.resolve("out/net.safetensors")).parameters(), trained.parameters());
    String x = written("x.npy", NdArray.filled(TensorType.f32(1, 1, 28, 28), 0.25));
    String out = CommandRun.of("run", net, "--weights", file("out/net.safetensors"), "--input", "x=" + x).exits(ExitCode.DONE).out();
    assertEquals("output " + trained.compile().predict(Npy.read(Path.of(x))) + "\n", out);
    String resumed = CommandRun.of("train", net, "--data", data.toString(), "--epochs", "1", "--batch", "20", "--loss", "mse",
        "--standardize", "all", "--lr", "0.01").exits(ExitCode.DONE).out();
    assertTrue(resumed.contains(net + ": test error "), resumed);
    assertTrue(CommandRun.of("train", net, "--data", data.toString(), "--loss", "l2").mistake().contains("cross-entropy"));
  }

  /// The losses that files end in, also where they are called as a built-in network: log-probabilities, probabilities, numbers.
  @Test
  void theEndTellsTheLoss() {
    Map<Loss, Model> ends = Map.of(Loss.nll(), Model.define("a", Shape.of(4), x -> x.dense(3).logSoftmax()),
        Loss.nll().probabilities(), Model.define("b", Shape.of(4), x -> x.dense(3).softmax()),
        Loss.crossEntropy(), Model.define("c", Shape.of(4), x -> x.dense(3)),
        Loss.meanSquaredError(), Model.define("d", Shape.of(1, 4, 4), x -> x.conv(2, 3)));
    for (String name : List.of("end.onnx", "lenet5-1998.onnx")) {
      ends.forEach((loss, end) -> {
        end.writeOnnx(folder.resolve(name));
        assertEquals(loss, NetworkChoice.loss(NetworkChoice.model(file(name))));
      });
    }
    assertEquals(Nets.loss("lenet5-1998"), NetworkChoice.loss(NetworkChoice.model("lenet5-1998")));
  }

  /// Tabby and tench, by a network that takes blue first and bytes.
  @Test
  @Tag("thorough")
  void squeezenetNamesPictures() {
    Path squeezenet = MODELS.resolve("squeezenet1.1");
    String[] pictures = {"kitten_224.png", "fish_224.png"};
    String[] labels = {"281,tabby, tabby cat", "0,tench, Tinca tinca"};
    double[] probabilities = {0.9315, 0.7377};
    for (int k = 0; k < pictures.length; k++) {
      JsonArray classes = CommandRun.of("run", squeezenet.resolve("model.onnx").toString(), "--image",
          squeezenet.resolve("images").resolve(pictures[k]).toString(), "--pixels", "bytes", "--channels", "bgr", "--labels",
          squeezenet.resolve("labels.txt").toString(), "--top", "1", "--json").json().getAsJsonArray("classes");
      JsonObject first = classes.get(0).getAsJsonObject();
      assertEquals(labels[k], first.get("label").getAsString());
      assertEquals(probabilities[k], first.get("probability").getAsDouble(), 1e-3);
    }
  }
}
