package jacquard.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.onnx.read.OnnxFile;
import jacquard.oracles.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Operator vectors of ONNX.js, each written as a model of one operator, read and compiled: all of them but two, whose data and extents
/// disagree.
class OnnxJsOperatorsTest {
  private static final Path FOLDER = Path.of(System.getProperty("jacquard.oracles.onnxjs",
      System.getProperty("jacquard.shared", "../../shared") + "/oracles/onnxjs-ops"));
  private static final Set<String> MALFORMED = Set.of("conv - group - B", "leakyRelu with no (default) attributes");
  private static final double RELATIVE = 2e-3;
  private static final double ABSOLUTE = 1e-4;
  private static final int WELL_FORMED = 152;

  private final List<String> failed = new ArrayList<>();
  private int passed;

  @Test
  void vectorsAgree(@TempDir Path folder) throws IOException {
    try (Stream<Path> files = Files.list(SharedFolder.present(FOLDER))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonc")).sorted().toList()) {
        for (JsonElement test : JsonParser.parseString(Files.readString(file)).getAsJsonArray()) {
          run(file.getFileName().toString(), test.getAsJsonObject(), folder.resolve("model.onnx"));
        }
      }
    }
    assertEquals(List.of(), failed);
    assertEquals(WELL_FORMED, passed);
  }

  private void run(String file, JsonObject test, Path model) throws IOException {
    String name = test.get("name").getAsString();
    for (JsonElement each : test.getAsJsonArray("cases")) {
      JsonObject one = each.getAsJsonObject();
      String what = file + ", " + name + ", " + one.get("name").getAsString();
      if (MALFORMED.contains(name)) {
        System.out.println("excluded: " + what + ": data and extents disagree");
        continue;
      }
      try {
        List<NdArray> inputs = arrays(one.getAsJsonArray("inputs"));
        List<NdArray> outputs = arrays(one.getAsJsonArray("outputs"));
        Files.write(model, model(file, test, inputs, outputs.size()).toByteArray());
        Map<String, NdArray> given = new LinkedHashMap<>();
        IntStream.range(0, inputs.size()).forEach(k -> given.put("x" + k, inputs.get(k)));
        Map<String, NdArray> results = OnnxCase.outputs(OnnxFile.read(model), given);
        IntStream.range(0, outputs.size()).forEach(k -> compare(outputs.get(k), results.get("y" + k)));
        passed++;
      } catch (RuntimeException | AssertionError e) {
        failed.add(what + ": " + e);
      }
    }
  }

  private static void compare(NdArray expected, NdArray actual) {
    assertEquals(expected.shape(), actual.shape());
    for (int i = 0; i < expected.size(); i++) {
      double wanted = expected.get(i);
      boolean same = Double.isNaN(wanted) ? Double.isNaN(actual.get(i))
          : wanted == actual.get(i) || Math.abs(wanted - actual.get(i)) <= ABSOLUTE + RELATIVE * Math.abs(wanted);
      if (!same) {
        throw new AssertionError("element " + i + " is " + actual.get(i) + ", not " + wanted);
      }
    }
  }

  private static List<NdArray> arrays(JsonArray tensors) {
    var arrays = new ArrayList<NdArray>();
    for (JsonElement element : tensors) {
      JsonObject tensor = element.getAsJsonObject();
      int[] dims = IntStream.range(0, tensor.getAsJsonArray("dims").size()).map(d -> tensor.getAsJsonArray("dims").get(d).getAsInt())
          .toArray();
      JsonArray data = tensor.getAsJsonArray("data");
      var values = new double[data.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = data.get(i).isJsonNull() ? Double.NaN : data.get(i).getAsDouble();
      }
      NdArray array = NdArray.of(Shape.of(dims), values);
      arrays.add(array.cast(tensor.get("type").getAsString().equals("int32") ? DType.I32 : DType.F32));
    }
    return arrays;
  }

  /// Opset 7 where the file names none.
  private static ModelProto model(String file, JsonObject test, List<NdArray> inputs, int outputs) {
    var node = NodeProto.newBuilder().setOpType(test.get("operator").getAsString());
    var graph = GraphProto.newBuilder().setName("vectors");
    for (int k = 0; k < inputs.size(); k++) {
      node.addInput("x" + k);
      graph.addInput(value("x" + k, inputs.get(k)));
    }
    for (int k = 0; k < outputs; k++) {
      node.addOutput("y" + k);
      graph.addOutput(ValueInfoProto.newBuilder().setName("y" + k));
    }
    if (test.has("attributes")) {
      test.getAsJsonArray("attributes").forEach(a -> node.addAttribute(attribute(a.getAsJsonObject())));
    }
    long opset = !file.equals("resize_pack.jsonc") ? 7 : inputs.size() == 2 ? 10 : 11;
    return ModelProto.newBuilder().setIrVersion(4).addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
        .setGraph(graph.addNode(node)).build();
  }

  private static ValueInfoProto value(String name, NdArray array) {
    var shape = TensorShapeProto.newBuilder();
    array.shape().dims().forEach(d -> shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(d.count())));
    var tensor = TypeProto.Tensor.newBuilder().setElemType(array.dtype() == DType.I32 ? 6 : 1).setShape(shape);
    return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(tensor)).build();
  }

  private static AttributeProto attribute(JsonObject given) {
    var attribute = AttributeProto.newBuilder().setName(given.get("name").getAsString());
    JsonElement data = given.get("data");
    return switch (given.get("type").getAsString()) {
      case "float" -> attribute.setType(AttributeProto.AttributeType.FLOAT).setF(data.getAsFloat()).build();
      case "int" -> attribute.setType(AttributeProto.AttributeType.INT).setI(data.getAsLong()).build();
      case "string" -> attribute.setType(AttributeProto.AttributeType.STRING).setS(ByteString.copyFromUtf8(data.getAsString())).build();
      case "ints" -> {
        data.getAsJsonArray().forEach(i -> attribute.addInts(i.getAsLong()));
        yield attribute.setType(AttributeProto.AttributeType.INTS).build();
      }
      default -> {
        data.getAsJsonArray().forEach(f -> attribute.addFloats(f.getAsFloat()));
        yield attribute.setType(AttributeProto.AttributeType.FLOATS).build();
      }
    };
  }
}
