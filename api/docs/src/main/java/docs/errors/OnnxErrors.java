package docs.errors;

import static docs.errors.Given.classifier;
import static docs.errors.Given.file;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import jacquard.api.Inputs;
import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.OnnxNetwork;
import jacquard.api.Optimizer;
import jacquard.api.Tensors;
import jacquard.api.nets.Nets;
import jacquard.ir.Shape;
import jacquard.ir.graph.Graph;
import jacquard.ir.io.GraphFiles;
import jacquard.ir.text.Parser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Networks written as ONNX files, and networks of such files. Those that are read here are put together operator by operator.
final class OnnxErrors {
  @ErrorCode("onnx/op")
  static final ErrorExample ONNX_OP = ErrorExample.of(
      () -> GraphFiles.writeOnnx(classifier().graphs().gradient(Loss.crossEntropy()), Map.of(), file("gradient.onnx")),
      () -> classifier().writeOnnx(file("net.onnx")));

  @ErrorCode("onnx/training")
  static final ErrorExample ONNX_TRAINING = ErrorExample.of(
      () -> {
        var step = classifier().graphs().training(Loss.crossEntropy(), Optimizer.sgd(0.1));
        GraphFiles.writeOnnx(step, Map.of(), file("step.onnx"));
      },
      () -> classifier().writeOnnx(file("net.onnx")));

  @ErrorCode("onnx/name")
  static final ErrorExample ONNX_NAME = ErrorExample.of(
      () -> Model.define("net", Inputs.of("x", Shape.of(4)), in -> Tensors.of("x", in.get("x").dense(2))).writeOnnx(file("net.onnx")),
      () -> Model.define("net", Inputs.of("x", Shape.of(4)), in -> Tensors.of("y", in.get("x").dense(2))).writeOnnx(file("net.onnx")));

  @ErrorCode("onnx/too-large")
  static final ErrorExample ONNX_TOO_LARGE = ErrorExample.of(
      () -> {
        Graph graph = Parser.parse("wide.ir", """
            graph @wide(%x: f32[N,30000]) {
              %0 = constant {data=#0540dfe83c89719b} : f32[20000,30000]
              %1 = constant {data=#28d4b4bb7f1a2c3e} : f32[20000]
              %2 = linear %x, %0, %1 : f32[N,20000]
              return output=%2
            }
            """);
        GraphFiles.writeOnnx(graph, Map.of(), file("wide.onnx"));
      },
      "Make the layers smaller: a file of ONNX holds less than 2 GiB of weights.");

  @ErrorCode("onnx/file")
  static final ErrorExample ONNX_FILE = ErrorExample.of(
      () -> {
        byte[] page = "<!DOCTYPE html><title>Not found</title>".getBytes(StandardCharsets.UTF_8);
        Model.readOnnx(file("net.onnx", page));
      },
      () -> {
        Path file = file("net.onnx");
        classifier().writeOnnx(file);
        Model.readOnnx(file);
      });

  @ErrorCode("onnx/tensor")
  static final ErrorExample ONNX_TENSOR = ErrorExample.of(
      () -> Model.readOnnx(onnx(17).input("x", "N", 4).weight("w", new byte[24], 4, 2).node("MatMul", "x w", "y").output("y")),
      () -> Model.readOnnx(onnx(17).input("x", "N", 4).weight("w", new byte[32], 4, 2).node("MatMul", "x w", "y").output("y")));

  @ErrorCode("onnx/external")
  static final ErrorExample ONNX_EXTERNAL = ErrorExample.of(
      () -> Model.readOnnx(onnx(17).input("x", "N", 4).external("w", "net.data", 4, 2).node("MatMul", "x w", "y").output("y")),
      "Keep the files of weights, here net.data, in the folder of the model.");

  @ErrorCode("onnx/order")
  static final ErrorExample ONNX_ORDER = ErrorExample.of(
      () -> Model.readOnnx(onnx(17).input("x", "N", 4).node("Add", "x z", "y").node("Relu", "y", "z").output("z")),
      () -> Model.readOnnx(onnx(17).input("x", "N", 4).node("Add", "x x", "y").node("Relu", "y", "z").output("z")));

  @ErrorCode("onnx/output")
  static final ErrorExample ONNX_OUTPUT = ErrorExample.of(
      () -> Model.readOnnx(onnx(17).input("x", "N", 4).node("Relu", "x", "y").output("scores")),
      () -> Model.readOnnx(onnx(17).input("x", "N", 4).node("Relu", "x", "scores").output("scores")));

  @ErrorCode("onnx/opset")
  static final ErrorExample ONNX_OPSET = ErrorExample.of(
      () -> Model.readOnnx(onnx(99).input("x", "N", 4).node("Relu", "x", "y").output("y")),
      () -> Model.readOnnx(onnx(17).input("x", "N", 4).node("Relu", "x", "y").output("y")));

  @ErrorCode("onnx/operator")
  static final ErrorExample ONNX_OPERATOR = ErrorExample.of(
      () -> Model.readOnnx(onnx(17).input("x", "N", 4).node("StringNormalizer", "x", "y").output("y")),
      "Export the network without the operator: what comes before the numbers, as the reading of texts, is done in code.");

  @ErrorCode("onnx/unsupported")
  static final ErrorExample ONNX_UNSUPPORTED = ErrorExample.of(
      () -> Model.readOnnx(onnx(17).input("x", "N", 3, 8, 8).node("LRN", "x", "y", set("size", 4)).output("y")),
      () -> Model.readOnnx(onnx(17).input("x", "N", 3, 8, 8).node("LRN", "x", "y", set("size", 5)).output("y")));

  @ErrorCode("onnx/operands")
  static final ErrorExample ONNX_OPERANDS = ErrorExample.of(
      () -> Model.readOnnx(onnx(17).input("x", "N", 4).node("Sub", "x", "y").output("y")),
      () -> Model.readOnnx(onnx(17).input("x", "N", 4).node("Sub", "x x", "y").output("y")));

  @ErrorCode("onnx/attribute")
  static final ErrorExample ONNX_ATTRIBUTE = ErrorExample.of(
      () -> Model.readOnnx(onnx(17).input("x", "N", 4).node("Softmax", "x", "y", set("axis", 2)).output("y")),
      () -> Model.readOnnx(onnx(17).input("x", "N", 4).node("Softmax", "x", "y", set("axis", 1)).output("y")));

  @ErrorCode("onnx/dimension")
  static final ErrorExample ONNX_DIMENSION = ErrorExample.of(
      () -> Model.readOnnx(onnx(17).input("x", "N", 3, "H", "W").node("Relu", "x", "y").output("y")),
      () -> Model.readOnnx(onnx(17).input("x", "N", 3, "H", "W").node("Relu", "x", "y").output("y"),
          o -> o.input("x", Shape.of(3, 320, 320))));

  @ErrorCode("onnx/input")
  static final ErrorExample ONNX_INPUT = ErrorExample.of(
      () -> Model.readOnnx(onnx(17).input("x", "N", 3, "H", "W").node("Relu", "x", "y").output("y"),
          o -> o.input("image", Shape.of(3, 320, 320))),
      () -> Model.readOnnx(onnx(17).input("x", "N", 3, "H", "W").node("Relu", "x", "y").output("y"),
          o -> o.input("x", Shape.of(3, 320, 320))));

  @ErrorCode("onnx/inputs")
  static final ErrorExample ONNX_INPUTS = ErrorExample.of(
      () -> {
        OnnxNetwork sum = OnnxNetwork.read(onnx(17).input("a", "N", 4).input("b", "N", 4).node("Add", "a b", "y").output("y"));
        Model.define("net", Shape.of(4), x -> sum.upTo("add1", x).dense(2));
      },
      () -> {
        OnnxNetwork twice = OnnxNetwork.read(onnx(17).input("a", "N", 4).node("Add", "a a", "y").output("y"));
        Model.define("net", Shape.of(4), x -> twice.upTo("add1", x).dense(2));
      });

  @ErrorCode("onnx/batch")
  static final ErrorExample ONNX_BATCH = ErrorExample.of(
      () -> Model.readOnnx(onnx(17).input("x", "N", 4).input("scale").node("Mul", "x scale", "y").output("y")),
      () -> Model.readOnnx(onnx(17).input("x", "N", 4).input("scale", "N", 1).node("Mul", "x scale", "y").output("y")));

  @ErrorCode("onnx/layer")
  static final ErrorExample ONNX_LAYER = ErrorExample.of(
      () -> {
        Path file = file("net.onnx");
        Nets.define("lenet5").writeOnnx(file);
        Model.define("features", Shape.of(1, 28, 28), x -> OnnxNetwork.read(file).upTo("maxpool1", x));
      },
      () -> {
        Path file = file("net.onnx");
        Nets.define("lenet5").writeOnnx(file);
        Model.define("features", Shape.of(1, 28, 28), x -> OnnxNetwork.read(file).upTo("pool1", x));
      });

  @ErrorCode("onnx/dynamic")
  static final ErrorExample ONNX_DYNAMIC = ErrorExample.of(
      () -> Model.readOnnx(onnx(17).input("x", "N", 4).node("Cast", "x", "shape", set("to", 7))
          .node("Reshape", "x shape", "y").output("y")),
      () -> Model.readOnnx(onnx(17).input("x", "N", 4).numbers("shape", 0, 2, 2)
          .node("Reshape", "x shape", "y").output("y")));

  static final Map<String, String> NO_EXAMPLE = Map.of(
      "onnx/library", "only where the library that reads and writes ONNX is missing");

  private OnnxErrors() {}

  private static File onnx(int opset) {
    return new File(opset, GraphProto.newBuilder().setName("net"));
  }

  private static AttributeProto set(String attribute, long value) {
    return AttributeProto.newBuilder().setName(attribute).setType(AttributeType.INT).setI(value).build();
  }

  /// A file as an exporter writes it.
  private record File(int opset, GraphProto.Builder graph) {
    /// Of floats; extents that are left open have a name.
    File input(String name, Object... extents) {
      var shape = TensorShapeProto.newBuilder();
      for (Object extent : extents) {
        shape.addDim(extent instanceof Integer size ? TensorShapeProto.Dimension.newBuilder().setDimValue(size)
            : TensorShapeProto.Dimension.newBuilder().setDimParam(extent.toString()));
      }
      var value = ValueInfoProto.newBuilder().setName(name);
      value.getTypeBuilder().getTensorTypeBuilder().setElemType(DataType.FLOAT_VALUE).setShape(shape);
      graph.addInput(value);
      return this;
    }

    File weight(String name, byte[] data, long... extents) {
      graph.addInitializer(tensor(name, extents).setRawData(ByteString.copyFrom(data)));
      return this;
    }

    File external(String name, String location, long... extents) {
      graph.addInitializer(tensor(name, extents).setDataLocation(DataLocation.EXTERNAL)
          .addExternalData(StringStringEntryProto.newBuilder().setKey("location").setValue(location)));
      return this;
    }

    private static TensorProto.Builder tensor(String name, long... extents) {
      var tensor = TensorProto.newBuilder().setName(name).setDataType(DataType.FLOAT_VALUE);
      for (long extent : extents) {
        tensor.addDims(extent);
      }
      return tensor;
    }

    File numbers(String name, long... values) {
      var tensor = TensorProto.newBuilder().setName(name).setDataType(DataType.INT64_VALUE).addDims(values.length);
      for (long value : values) {
        tensor.addInt64Data(value);
      }
      graph.addInitializer(tensor);
      return this;
    }

    File node(String operator, String inputs, String output, AttributeProto... attributes) {
      graph.addNode(NodeProto.newBuilder().setOpType(operator).addAllInput(List.of(inputs.split(" "))).addOutput(output)
          .addAllAttribute(List.of(attributes)));
      return this;
    }

    Path output(String name) throws IOException {
      graph.addOutput(ValueInfoProto.newBuilder().setName(name));
      var model = ModelProto.newBuilder().setIrVersion(8).addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset)).setGraph(graph);
      return Files.write(file("net.onnx"), model.build().toByteArray());
    }
  }
}
