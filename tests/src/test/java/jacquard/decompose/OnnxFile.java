package jacquard.decompose;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the tests need of an ONNX file: nodes with their attributes of numbers, and `f32` and `i64` tensors.
record OnnxFile(Map<String, NdArray> tensors, List<Node> nodes, List<String> inputs, String output) {
  /// One node; `numbers` holds its attributes that are a whole number or several.
  record Node(String op, List<String> inputs, List<String> outputs, Map<String, List<Long>> numbers) {
    List<Integer> ints(String name, List<Integer> otherwise) {
      List<Long> given = numbers.get(name);
      return given == null ? otherwise : given.stream().map(Long::intValue).toList();
    }
  }

  static OnnxFile read(Path file) throws IOException {
    GraphProto graph = ModelProto.parseFrom(Files.readAllBytes(file)).getGraph();
    var tensors = new LinkedHashMap<String, NdArray>();
    graph.getInitializerList().forEach(t -> tensors.put(t.getName(), tensor(t)));
    List<Node> nodes = graph.getNodeList().stream().map(n -> node(n, tensors)).toList();
    var inputs = new ArrayList<>(graph.getInputList().stream().map(ValueInfoProto::getName).toList());
    inputs.removeAll(tensors.keySet());
    return new OnnxFile(tensors, nodes, inputs, graph.getOutputList().getLast().getName());
  }

  /// The tensor that is a whole file, as the recorded inputs and outputs are.
  static NdArray tensor(Path file) throws IOException {
    return tensor(TensorProto.parseFrom(Files.readAllBytes(file)));
  }

  /// A node; the value of a constant goes to `tensors`.
  private static Node node(NodeProto node, Map<String, NdArray> tensors) {
    var numbers = new LinkedHashMap<String, List<Long>>();
    for (AttributeProto attribute : node.getAttributeList()) {
      numbers.put(attribute.getName(), attribute.hasI() ? List.of(attribute.getI()) : attribute.getIntsList());
      if (attribute.hasT()) {
        tensors.put(node.getOutput(0), tensor(attribute.getT()));
      }
    }
    return new Node(node.getOpType(), node.getInputList(), node.getOutputList(), numbers);
  }

  private static NdArray tensor(TensorProto tensor) {
    Shape shape = Shape.of(tensor.getDimsList().stream().mapToInt(Long::intValue).toArray());
    ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    if (tensor.getDataType() != TensorProto.DataType.FLOAT_VALUE) {
      long[] values = tensor.getInt64DataList().stream().mapToLong(Long::longValue).toArray();
      if (raw.hasRemaining()) {
        values = new long[raw.remaining() / Long.BYTES];
        raw.asLongBuffer().get(values);
      }
      return NdArray.of(shape, values);
    }
    float[] values = new float[raw.hasRemaining() ? raw.remaining() / Float.BYTES : tensor.getFloatDataCount()];
    if (raw.hasRemaining()) {
      raw.asFloatBuffer().get(values);
    } else {
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.getFloatData(i);
      }
    }
    return NdArray.of(shape, values);
  }
}
