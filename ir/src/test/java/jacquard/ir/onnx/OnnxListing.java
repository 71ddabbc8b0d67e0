package jacquard.ir.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// An ONNX model as text, in the form of ONNX's own text syntax: a line per value and node, initialisers without their data.
public final class OnnxListing {
  private static final Map<Integer, String> TYPES = Map.of(TensorProto.DataType.FLOAT_VALUE, "float",
      TensorProto.DataType.DOUBLE_VALUE, "double", TensorProto.DataType.INT32_VALUE, "int32", TensorProto.DataType.INT64_VALUE, "int64",
      TensorProto.DataType.BOOL_VALUE, "bool");

  private OnnxListing() {}

  public static String of(ModelProto model) {
    var text = new StringBuilder();
    GraphProto graph = model.getGraph();
    text.append("ir_version: ").append(model.getIrVersion()).append(", opset: ").append(model.getOpsetImport(0).getVersion()).append('\n');
    text.append(graph.getName()).append(" (").append(values(graph.getInputList())).append(") => (").append(values(graph.getOutputList()))
        .append(")\n");
    for (TensorProto tensor : graph.getInitializerList()) {
      String shape = tensor.getDimsList().stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
      text.append("  ").append(TYPES.get(tensor.getDataType())).append(shape).append(' ').append(tensor.getName()).append('\n');
    }
    graph.getNodeList().forEach(n -> text.append("  ").append(node(n)).append('\n'));
    return text.toString();
  }

  private static String values(List<ValueInfoProto> values) {
    return values.stream().map(v -> TYPES.get(v.getType().getTensorType().getElemType()) + v.getType().getTensorType().getShape()
        .getDimList().stream().map(OnnxListing::extent).collect(Collectors.joining(",", "[", "]")) + " " + v.getName())
        .collect(Collectors.joining(", "));
  }

  private static String extent(TensorShapeProto.Dimension dimension) {
    return dimension.hasDimParam() ? dimension.getDimParam() : String.valueOf(dimension.getDimValue());
  }

  private static String node(NodeProto node) {
    String attributes = node.getAttributeList().stream().map(a -> a.getName() + "=" + value(a)).collect(Collectors.joining(", "));
    String doc = node.getDocString().isEmpty() ? "" : "  // " + node.getDocString().replace("\n", "; ");
    return "[" + node.getName() + "] " + String.join(", ", node.getOutputList()) + " = " + node.getOpType()
        + (attributes.isEmpty() ? "" : " <" + attributes + ">") + " (" + String.join(", ", node.getInputList()) + ")" + doc;
  }

  private static String value(AttributeProto a) {
    return switch (a.getType()) {
      case INT -> String.valueOf(a.getI());
      case FLOAT -> String.valueOf(a.getF());
      case STRING -> a.getS().toStringUtf8();
      case INTS -> a.getIntsList().toString().replace(" ", "");
      default -> throw new IllegalStateException(a.toString());
    };
  }

  /// Every value that is read has been given before, and no name is given twice.
  public static List<String> problems(ModelProto model) {
    GraphProto graph = model.getGraph();
    var known = new HashSet<String>();
    var problems = new ArrayList<String>();
    Stream.concat(graph.getInputList().stream().map(ValueInfoProto::getName), graph.getInitializerList().stream().map(TensorProto::getName))
        .filter(name -> !known.add(name)).forEach(name -> problems.add("given twice: " + name));
    for (NodeProto node : graph.getNodeList()) {
      node.getInputList().stream().filter(i -> !i.isEmpty() && !known.contains(i))
          .forEach(i -> problems.add(node.getName() + " reads " + i));
      node.getOutputList().stream().filter(o -> !known.add(o)).forEach(o -> problems.add(node.getName() + " gives again " + o));
    }
    graph.getOutputList().stream().map(ValueInfoProto::getName).filter(o -> !known.contains(o))
        .forEach(o -> problems.add("no output " + o));
    return problems;
  }
}
