package jacquard.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import jacquard.api.Checkpoints;
import jacquard.api.Model;
import jacquard.api.data.DataSet;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.text.Parser;
import jacquard.ir.text.Printer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// A network of two dense layers in files of unusual kinds: with names of any characters, in any element type, of old and new operator
/// sets, with weights in constants. Each is read, trained, resumed, saved, printed, and written and read again with the same names and
/// results.
class OnnxStrangeFilesTest {
  private static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;
  private static final DataSet DATA = DataSet.of(Shape.of(4), new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6},
      new int[] {0, 1, 2, 1}, 3);

  @TempDir
  Path folder;

  /// `0.5·sin i` in any float type.
  private static TensorProto.Builder tensor(String name, int type, int... extents) {
    var tensor = TensorProto.newBuilder().setName(name).setDataType(type);
    int size = 1;
    for (int extent : extents) {
      tensor.addDims(extent);
      size *= extent;
    }
    var bytes = ByteBuffer.allocate(Double.BYTES * size).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < size; i++) {
      float x = (float) Math.sin(i) / 2;
      switch (type) {
        case TensorProto.DataType.DOUBLE_VALUE -> bytes.putDouble(x);
        case TensorProto.DataType.FLOAT16_VALUE -> bytes.putShort(Float.floatToFloat16(x));
        case TensorProto.DataType.BFLOAT16_VALUE -> bytes.putShort((short) (Float.floatToIntBits(x) >>> 16));
        default -> bytes.putFloat(x);
      }
    }
    return tensor.setRawData(ByteString.copyFrom(bytes.flip()));
  }

  private static ValueInfoProto value(String name, int type, int extent) {
    var value = ValueInfoProto.newBuilder().setName(name);
    value.getTypeBuilder().getTensorTypeBuilder().setElemType(type).setShape(TensorShapeProto.newBuilder()
        .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("batch size"))
        .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(extent)));
    return value.build();
  }

  private static NodeProto.Builder node(String op, String name, String output, String... inputs) {
    return NodeProto.newBuilder().setOpType(op).setName(name).addOutput(output).addAllInput(List.of(inputs));
  }

  /// Two nodes of one name, one without.
  private static GraphProto.Builder network(int type, String w, String b, String w2, String b2) {
    return GraphProto.newBuilder().setName("g").addInput(value("in put", type, 4)).addOutput(value("y", type, 3))
        .addInitializer(tensor(w, type, 4, 5)).addInitializer(tensor(b, type, 5)).addInitializer(tensor(w2, type, 5, 3))
        .addInitializer(tensor(b2, type, 3)).addNode(node("Gemm", "/a/Gemm", "h", "in put", w, b))
        .addNode(node("Relu", "/a/Gemm", "h:0", "h")).addNode(node("Gemm", "", "y", "h:0", w2, b2));
  }

  private static GraphProto.Builder plain() {
    return network(FLOAT, "w", "b", "w2", "b2");
  }

  private Path written(GraphProto.Builder graph, int opset) throws IOException {
    return Files.write(folder.resolve("net.onnx"), ModelProto.newBuilder().setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset)).setGraph(graph).build().toByteArray());
  }

  private DynamicTest works(String what, GraphProto.Builder graph, int opset, String... parameters) {
    return dynamicTest(what, () -> {
      Model model = Model.readOnnx(written(graph, opset));
      assertEquals(List.of(parameters), List.copyOf(model.parameters().keySet()));
      DType dtype = model.parameters().values().iterator().next().dtype();
      NdArray x = NdArray.filled(new TensorType(dtype, Shape.of(2, 4)), 0.5);
      Path second = folder.resolve("again.onnx");
      model.writeOnnx(second);
      Model again = Model.readOnnx(second);
      assertEquals(List.of(parameters), List.copyOf(again.parameters().keySet()));
      assertEquals(model.compile().predict(x), again.compile().predict(x));
      String text = Printer.print(model.graphs().evaluation());
      assertEquals(text, Printer.print(Parser.parse("text", text)));
      Path run = Files.createTempDirectory(folder, "run");
      Model trained = model.trainer(t -> t.batch(2).epochs(2).threads(1).checkpoints(Checkpoints.in(run).keep(4).everySteps(1))).fit(DATA)
          .model();
      try (Stream<Path> checkpoints = Files.list(run)) {
        Path first = checkpoints.sorted().findFirst().orElseThrow();
        assertEquals(trained.parametersSha256(),
            model.trainer(t -> t.batch(2).epochs(2).threads(1)).resume(first).fit(DATA).model().parametersSha256());
      }
      trained.save(folder.resolve("net.safetensors"));
      assertEquals(trained.parameters(), again.load(folder.resolve("net.safetensors")).parameters());
    });
  }

  @TestFactory
  Stream<DynamicTest> ofAnyNames() {
    return Stream.of(
        works("odd characters", network(FLOAT, "a b", "ü\"q\\\n", "/m/w.0:1", "%0"), 17, "a b", "ü\"q\\\n", "/m/w.0:1", "%0"),
        works("names of training", network(FLOAT, "target", "loss", "seed", "learning_rate"), 17, "_target", "_loss", "_seed",
            "_learning_rate"),
        works("names of targets", network(FLOAT, "target.y", "b", "w2", "b2"), 17, "_target.y", "b", "w2", "b2"),
        works("names of others", network(FLOAT, "w", "w/mean", "w/gradient", "w/mean_"), 17, "w", "_w/mean", "_w/gradient",
            "_w/mean_"));
  }

  @TestFactory
  Stream<DynamicTest> ofAnyKind() {
    GraphProto.Builder constant = plain();
    TensorProto w = constant.getInitializer(0);
    constant.removeInitializer(0).addNode(0, NodeProto.newBuilder().setOpType("Constant").addOutput("w").addAttribute(AttributeProto
        .newBuilder().setName("value").setType(AttributeProto.AttributeType.TENSOR).setT(w)));
    GraphProto.Builder transposed = plain().setInitializer(0, tensor("w", FLOAT, 5, 4));
    transposed.addNode(0, node("Transpose", "t", "wt", "w")).getNodeBuilder(1).setInput(1, "wt");
    return Stream.of(
        works("f64", network(TensorProto.DataType.DOUBLE_VALUE, "w", "b", "w2", "b2"), 17, "w", "b", "w2", "b2"),
        works("f16", network(TensorProto.DataType.FLOAT16_VALUE, "w", "b", "w2", "b2"), 17, "w", "b", "w2", "b2"),
        works("bf16", network(TensorProto.DataType.BFLOAT16_VALUE, "w", "b", "w2", "b2"), 17, "w", "b", "w2", "b2"),
        works("an initialiser that is an input too", plain().addInput(value("w", FLOAT, 5)), 17, "w", "b", "w2", "b2"),
        works("a constant", constant, 17, "b", "w2", "b2"),
        works("transposed weights", transposed, 17, "w", "b", "w2", "b2"),
        works("opset 7", plain(), 7, "w", "b", "w2", "b2"),
        works("opset 25", plain(), 25, "w", "b", "w2", "b2"));
  }

  /// What is given out as it came in.
  @Test
  void valuesPassThrough() throws IOException {
    Model model = Model.readOnnx(written(plain().addOutput(value("in put", FLOAT, 4)), 17));
    Path second = folder.resolve("again.onnx");
    model.writeOnnx(second);
    Model again = Model.readOnnx(second);
    assertEquals(List.of("y", "in put"), List.copyOf(again.graphs().inference().outputs().keySet()));
    assertEquals(model.parameters(), again.parameters());
  }

  @Test
  void inputsOfTrainingAreNotTaken() throws IOException {
    GraphProto.Builder graph = plain().setInput(0, value("target", FLOAT, 4));
    graph.getNodeBuilder(0).setInput(0, "target");
    Model model = Model.readOnnx(written(graph, 17));
    assertEquals(3, model.compile().predict(new float[4]).length);
    UserError error = assertThrows(UserError.class, () -> model.trainer(t -> t.epochs(1)).fit(DATA));
    assertEquals("model/input", error.code());
  }

  /// An extent that the file leaves open.
  @Test
  void whatIsMissingIsNamed() throws IOException {
    GraphProto.Builder graph = plain();
    graph.getInputBuilder(0).getTypeBuilder().getTensorTypeBuilder().getShapeBuilder().getDimBuilder(1).setDimParam("features");
    Path open = written(graph, 17);
    UserError error = assertThrows(UserError.class, () -> Model.readOnnx(open));
    assertEquals("onnx/dimension", error.code());
    assertTrue(error.getMessage().contains("\"features\""), error::getMessage);
    assertEquals(3, Model.readOnnx(open, o -> o.input("in put", Shape.of(4))).compile().predict(new float[4]).length);
  }
}
