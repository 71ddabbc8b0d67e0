package jacquard.ir.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.List;
import java.util.Map;

/// A node of an ONNX graph: an operator applied to values, which are known by name; `""` is an operand left out.
record OnnxStep(String name, String operator, List<String> inputs, List<String> outputs, List<AttributeProto> attributes, String doc) {
  OnnxStep {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = List.copyOf(attributes);
  }

  /// This step where some values have other names.
  OnnxStep renamed(Map<String, String> names) {
    return new OnnxStep(name, operator, inputs.stream().map(v -> names.getOrDefault(v, v)).toList(),
        outputs.stream().map(v -> names.getOrDefault(v, v)).toList(), attributes, doc);
  }

  OnnxStep withInputs(List<String> others) {
    return new OnnxStep(name, operator, others, outputs, attributes, doc);
  }
}
