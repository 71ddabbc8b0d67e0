package jacquard.ir.onnx.read;

import ai.onnx.proto.OnnxMl.AttributeProto;
import com.google.common.primitives.Floats;
import com.google.common.primitives.Longs;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Node;
import jacquard.ir.op.shape.BroadcastTo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Values that stand in the file or follow from a shape, and the choice between branches.
final class ConstantOps {
  private ConstantOps() {}

  static void addTo(Map<String, Translator> table) {
    table.put("Constant", call -> List.of(Operand.Numbers.of(constant(call))));
    table.put("ConstantOfShape", Translator.of(ConstantOps::filled));
    table.put("Range", call -> List.of(range(call)));
    table.put("If", ConstantOps::branch);
  }

  private static NdArray constant(OperatorCall call) {
    return call.tensor("value").orElseGet(() -> {
      AttributeProto attribute = List.of("value_float", "value_floats", "value_int", "value_ints").stream()
          .flatMap(name -> call.attribute(name).stream()).findFirst()
          .orElseThrow(() -> call.unsupported("a constant that is no dense tensor of numbers"));
      return switch (attribute.getName()) {
        case "value_float" -> NdArray.of(Shape.SCALAR, attribute.getF());
        case "value_floats" -> NdArray.of(Shape.of(attribute.getFloatsCount()), Floats.toArray(attribute.getFloatsList()));
        case "value_int" -> NdArray.of(Shape.SCALAR, attribute.getI());
        default -> NdArray.of(Shape.of(attribute.getIntsCount()), Longs.toArray(attribute.getIntsList()));
      };
    });
  }

  private static Node filled(OperatorCall call) {
    Operand.Numbers extents = call.numbers(0);
    var dims = new ArrayList<Dim>();
    for (int i = 0; i < extents.size(); i++) {
      dims.add(ReshapeOps.extent(extents, i, call));
    }
    NdArray value = call.tensor("value").orElseGet(() -> NdArray.of(Shape.SCALAR, 0f));
    if (value.size() != 1) {
      throw call.error("attribute", "a constant tensor is filled with more than one number").got("%s", value.type()).build();
    }
    Shape shape = Shape.of(dims);
    if (dims.stream().anyMatch(d -> d.count() == 0)) {
      return call.g().constant(NdArray.zeros(new TensorType(value.dtype(), shape)));
    }
    Node scalar = call.g().constant(value.reshaped(Shape.SCALAR));
    return shape.rank() == 0 ? scalar : call.add(new BroadcastTo(shape), scalar);
  }

  private static Operand range(OperatorCall call) {
    double start = call.number(0);
    double step = call.number(2);
    double count = Math.max(0, Math.ceil((call.number(1) - start) / step));
    if (!(count < 1 << 24)) {
      throw call.error("operands", "a range has too many elements").got("%.0f", count).expected("at most 2²⁴").build();
    }
    NdArray values = NdArray.zeros(new TensorType(call.type(0).dtype(), Shape.of((int) count)));
    for (int i = 0; i < values.size(); i++) {
      values.set(i, start + i * step);
    }
    return Operand.Numbers.of(values);
  }

  private static List<Operand> branch(OperatorCall call) {
    return call.importer().branch(call.graph(call.number(0) != 0 ? "then_branch" : "else_branch"), call);
  }

  /// A value of type `type` with no element along `axis`.
  static Node empty(OperatorCall call, TensorType type, int axis) {
    Shape shape = type.shape().with(axis, 0);
    if (shape.isBatched()) {
      throw call.unsupported("a value without elements that depends on the batch");
    }
    return call.g().constant(NdArray.zeros(type.shaped(shape)));
  }
}
