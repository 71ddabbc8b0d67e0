package jacquard.ir.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import jacquard.ir.ArrayBytes;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;

/// Types and arrays as ONNX has them. A dimension that depends on the batch is a parameter, named as in our texts: `N`, `16N`.
final class OnnxTypes {
  private OnnxTypes() {}

  /// The number of an element type in `TensorProto.DataType`.
  static int number(DType dtype) {
    return switch (dtype) {
      case F32 -> TensorProto.DataType.FLOAT_VALUE;
      case F64 -> TensorProto.DataType.DOUBLE_VALUE;
      case I32 -> TensorProto.DataType.INT32_VALUE;
      case I64 -> TensorProto.DataType.INT64_VALUE;
      case BOOL -> TensorProto.DataType.BOOL_VALUE;
    };
  }

  static ValueInfoProto value(String name, TensorType type) {
    var shape = TensorShapeProto.newBuilder();
    for (Dim dim : type.shape().dims()) {
      var extent = TensorShapeProto.Dimension.newBuilder();
      shape.addDim(dim.perBatch() ? extent.setDimParam(dim.toString()) : extent.setDimValue(dim.count()));
    }
    var tensor = TypeProto.Tensor.newBuilder().setElemType(number(type.dtype())).setShape(shape);
    return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(tensor)).build();
  }

  static TensorProto tensor(String name, NdArray array) {
    var tensor = TensorProto.newBuilder().setName(name).setDataType(number(array.dtype())).setRawData(bytes(array));
    array.shape().dims().forEach(d -> tensor.addDims(d.count()));
    return tensor.build();
  }

  /// Row-major and little-endian, as `raw_data` is.
  private static ByteString bytes(NdArray array) {
    byte[] all = new byte[Math.multiplyExact(array.size(), array.dtype().bytes())];
    int[] at = new int[1];
    ArrayBytes.write(array, (piece, count) -> {
      System.arraycopy(piece, 0, all, at[0], count);
      at[0] += count;
    });
    return UnsafeByteOperations.unsafeWrap(all);
  }
}
