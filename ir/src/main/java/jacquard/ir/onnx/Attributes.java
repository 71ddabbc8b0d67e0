package jacquard.ir.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import com.google.protobuf.ByteString;
import jacquard.ir.NdArray;
import java.util.List;

/// Attributes of ONNX nodes.
final class Attributes {
  private Attributes() {}

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INT).setI(value).build();
  }

  static AttributeProto flag(String name, boolean value) {
    return integer(name, value ? 1 : 0);
  }

  /// A number, which ONNX keeps as `f32`.
  static AttributeProto number(String name, double value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.FLOAT).setF((float) value).build();
  }

  static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.STRING).setS(ByteString.copyFromUtf8(value))
        .build();
  }

  static AttributeProto integers(String name, List<Integer> values) {
    var attribute = AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    values.forEach(attribute::addInts);
    return attribute.build();
  }

  static AttributeProto tensor(String name, NdArray value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.TENSOR).setT(OnnxTypes.tensor("", value)).build();
  }

  /// `pads`: what goes before each spatial dimension, then what goes after.
  static AttributeProto pads(List<Integer> lo, List<Integer> hi) {
    var attribute = AttributeProto.newBuilder().setName("pads").setType(AttributeProto.AttributeType.INTS);
    lo.forEach(attribute::addInts);
    hi.forEach(attribute::addInts);
    return attribute.build();
  }
}
