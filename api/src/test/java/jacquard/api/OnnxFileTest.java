package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import jacquard.api.data.Standardize;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.ir.text.Format;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFileTest {
  private static final Shape INPUT = Shape.of(1, 6, 6);

  @TempDir Path folder;

  private static Model model() {
    return Model.define("net", INPUT, x -> x.conv(4, 3).batchNorm().relu().maxPool(2).flatten().dense(3));
  }

  private GraphProto written(Model model) throws IOException {
    Path file = folder.resolve("net.onnx");
    model.writeOnnx(file);
    return ModelProto.parseFrom(Files.readAllBytes(file)).getGraph();
  }

  @Test
  void layersAndParametersKeepTheirNames() throws IOException {
    GraphProto graph = written(model());
    assertEquals(List.of("conv1", "batchNorm1", "relu1", "pool1", "flatten1", "dense1"),
        graph.getNodeList().stream().map(n -> n.getName()).toList());
    assertEquals(List.of("Conv", "BatchNormalization", "Relu", "MaxPool", "Reshape", "Gemm"),
        graph.getNodeList().stream().map(n -> n.getOpType()).toList());
    assertTrue(graph.getNode(0).getDocString().matches("OnnxFileTest.java:\\d+, layer \"conv1\""), graph.getNode(0)::getDocString);
    assertEquals(List.of("conv1.weight", "conv1.bias"), graph.getNode(0).getInputList().subList(1, 3));
    assertEquals("N", graph.getInput(0).getType().getTensorType().getShape().getDim(0).getDimParam());
  }

  @Test
  void valuesAreThoseOfTheModel() throws IOException {
    Model model = model().withSeed(3);
    GraphProto graph = written(model);
    model.parameters().forEach((name, value) -> assertEquals(value, array(graph, name), name));
    model.statistics().forEach((name, value) -> assertEquals(value, array(graph, name), name));
  }

  private static NdArray array(GraphProto graph, String name) {
    TensorProto tensor = graph.getInitializerList().stream().filter(t -> t.getName().equals(name)).findFirst().orElseThrow();
    ByteBuffer bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return NdArray.of(Shape.of(tensor.getDimsList().stream().mapToInt(Long::intValue).toArray()), values);
  }

  @Test
  void standardisationIsPartOfIt() throws IOException {
    GraphProto graph = written(model().withStandardization(new Standardize(0.5, 0.25)));
    assertEquals(List.of("Sub", "Mul"), graph.getNodeList().stream().limit(2).map(n -> n.getOpType()).toList());
  }

  @Test
  void aProgramIsWrittenAsItRuns() throws IOException {
    Path file = folder.resolve("program.onnx");
    model().compile().dump(Format.ONNX, file);
    GraphProto graph = ModelProto.parseFrom(Files.readAllBytes(file)).getGraph();
    assertTrue(graph.getNodeList().stream().noneMatch(n -> n.getOpType().equals("BatchNormalization")), "it is folded");
  }

  @Test
  void whereItCannotBeWritten() {
    Path file = folder.resolve("none/net.onnx");
    assertEquals("file/no-directory", assertThrows(UserError.class, () -> model().writeOnnx(file)).code());
  }
}
