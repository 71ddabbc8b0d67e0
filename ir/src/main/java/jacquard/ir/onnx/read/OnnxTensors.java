package jacquard.ir.onnx.read;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.common.primitives.Floats;
import com.google.protobuf.ByteString;
import jacquard.ir.DType;
import jacquard.ir.HeapBudget;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.onnx.OnnxLibrary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToLongFunction;

/// Arrays from the tensors of ONNX files: raw, typed or in a file beside the model.
///
/// f16 and bf16 are widened to f32, which is exact; integers of 8 and 16 bits become i32, unsigned ones of 32 and 64 bits i64.
/// Errors   `onnx/tensor`: what is not of its size or has an element type we do not have; `onnx/external`; `onnx/file`
public final class OnnxTensors {
  private final Path folder;
  private final String where;

  private OnnxTensors(Path folder, String where) {
    this.folder = folder;
    this.where = where;
  }

  /// The array of a file that holds one tensor, as ONNX's test data do (`input_0.pb`).
  public static NdArray read(Path file) {
    OnnxLibrary.require();
    TensorProto tensor = OnnxFile.parse(file, TensorProto::parseFrom);
    return of(tensor, OnnxFile.folder(file), file.toString());
  }

  /// The array `tensor` holds; `folder` is that of the file it stands in, `where` names the place.
  static NdArray of(TensorProto tensor, Path folder, String where) {
    String named = tensor.getName().isEmpty() ? where : where + ", tensor \"" + tensor.getName() + '"';
    return new OnnxTensors(folder, named).array(tensor);
  }

  /// Our type for an element type of ONNX; empty for strings, complex numbers and those of 8 bits and fewer that no array of ours has.
  static Optional<DType> dtype(int type) {
    return switch (type) {
      case TensorProto.DataType.FLOAT_VALUE, TensorProto.DataType.FLOAT16_VALUE, TensorProto.DataType.BFLOAT16_VALUE ->
          Optional.of(DType.F32);
      case TensorProto.DataType.DOUBLE_VALUE -> Optional.of(DType.F64);
      case TensorProto.DataType.INT8_VALUE, TensorProto.DataType.UINT8_VALUE, TensorProto.DataType.INT16_VALUE,
          TensorProto.DataType.UINT16_VALUE, TensorProto.DataType.INT32_VALUE -> Optional.of(DType.I32);
      case TensorProto.DataType.INT64_VALUE, TensorProto.DataType.UINT32_VALUE, TensorProto.DataType.UINT64_VALUE ->
          Optional.of(DType.I64);
      case TensorProto.DataType.BOOL_VALUE -> Optional.of(DType.BOOL);
      default -> Optional.empty();
    };
  }

  private static int bytes(int type) {
    return switch (type) {
      case TensorProto.DataType.INT8_VALUE, TensorProto.DataType.UINT8_VALUE, TensorProto.DataType.BOOL_VALUE -> Byte.BYTES;
      case TensorProto.DataType.FLOAT16_VALUE, TensorProto.DataType.BFLOAT16_VALUE, TensorProto.DataType.INT16_VALUE,
          TensorProto.DataType.UINT16_VALUE -> Short.BYTES;
      case TensorProto.DataType.FLOAT_VALUE, TensorProto.DataType.INT32_VALUE, TensorProto.DataType.UINT32_VALUE -> Integer.BYTES;
      default -> Long.BYTES;
    };
  }

  private UserError.Builder error(String problem) {
    return UserError.of("onnx/tensor").problem("%s", problem).where("%s", where);
  }

  private NdArray array(TensorProto tensor) {
    int type = tensor.getDataType();
    DType dtype = dtype(type).orElseThrow(() -> error("the elements of a tensor are of a type that networks here do not have")
        .got("element type %d", type).expected("f32, f64, f16, bf16, an integer or bool").build());
    Shape shape = shape(tensor);
    int size = (int) shape.size();
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      return decoded(type, dtype, shape, external(tensor, (long) size * bytes(type)));
    }
    if (tensor.hasRawData()) {
      ByteString raw = tensor.getRawData();
      requireCount(raw.size(), (long) size * bytes(type), "bytes", shape);
      return decoded(type, dtype, shape, raw.asReadOnlyByteBuffer());
    }
    return typed(tensor, type, dtype, shape);
  }

  private Shape shape(TensorProto tensor) {
    long size = 1;
    for (long extent : tensor.getDimsList()) {
      if (extent < 0 || extent > Integer.MAX_VALUE || extent > 0 && size > Integer.MAX_VALUE / extent) {
        throw error("a tensor has more elements than an array").got("extents %s", tensor.getDimsList())
            .expected("extents of at least 0, and at most %d elements", Integer.MAX_VALUE).build();
      }
      size *= extent;
    }
    return Shape.of(tensor.getDimsList().stream().mapToInt(Math::toIntExact).toArray());
  }

  private void requireCount(long got, long expected, String what, Shape shape) {
    if (got != expected) {
      throw error("a tensor does not hold what its shape says").got("%d %s", got, what).expected("%d for %s", expected, shape).build();
    }
  }

  /// The bytes of a file beside the model, none of which may lie outside its folder.
  private ByteBuffer external(TensorProto tensor, long needed) {
    var entries = new LinkedHashMap<String, String>();
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      entries.put(entry.getKey(), entry.getValue());
    }
    String location = entries.getOrDefault("location", "");
    Path file = inside(location);
    long offset = number(entries, "offset", 0);
    long length = number(entries, "length", needed);
    try (FileChannel channel = FileChannel.open(file)) {
      if (offset < 0 || length != needed || offset > channel.size() - length) {
        throw external("a tensor reaches past the end of the file beside the model")
            .got("%d bytes of %s from %d on", length, location, offset)
            .expected("%d bytes within the %d there are", needed, channel.size()).build();
      }
      return channel.map(FileChannel.MapMode.READ_ONLY, offset, length);
    } catch (IOException e) {
      throw external("the file beside the model cannot be read").got("%s", e).expected("the bytes of the tensor in %s", location).cause(e)
          .build();
    }
  }

  private UserError.Builder external(String problem) {
    return UserError.of("onnx/external").problem("%s", problem).where("%s", where);
  }

  private Path inside(String location) {
    try {
      Path real = folder.toRealPath();
      Path named = real.resolve(location).normalize();
      if (!location.isEmpty() && !Path.of(location).isAbsolute() && named.startsWith(real) && Files.isRegularFile(named)
          && named.toRealPath().startsWith(real)) {
        return named;
      }
    } catch (IOException | InvalidPathException e) {
      throw external("a tensor lies in a file that cannot be found").got("\"%s\"", location).expected("a file in %s", folder).cause(e)
          .build();
    }
    throw external("a tensor lies in a file that is not in the model's folder").got("\"%s\"", location)
        .expected("a file in %s, by a relative path that does not leave it", folder)
        .fix("put the data beside the model, and save the model with its name alone").build();
  }

  private long number(Map<String, String> entries, String key, long otherwise) {
    String text = entries.get(key);
    try {
      return text == null ? otherwise : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw external("the place of a tensor is no number").got("%s = \"%s\"", key, text).expected("a number of bytes").cause(e).build();
    }
  }

  private NdArray decoded(int type, DType dtype, Shape shape, ByteBuffer bytes) {
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    NdArray array = zeros(dtype, shape);
    switch (type) {
      case TensorProto.DataType.FLOAT_VALUE -> bytes.asFloatBuffer().get(array.floats());
      case TensorProto.DataType.DOUBLE_VALUE -> bytes.asDoubleBuffer().get(array.doubles());
      case TensorProto.DataType.INT32_VALUE -> bytes.asIntBuffer().get(array.ints());
      case TensorProto.DataType.INT64_VALUE -> bytes.asLongBuffer().get(array.longs());
      case TensorProto.DataType.UINT64_VALUE -> fill(array, type, i -> bytes.getLong(i * Long.BYTES));
      case TensorProto.DataType.UINT32_VALUE -> fill(array, type, i -> bytes.getInt(i * Integer.BYTES));
      case TensorProto.DataType.FLOAT16_VALUE, TensorProto.DataType.BFLOAT16_VALUE, TensorProto.DataType.INT16_VALUE,
          TensorProto.DataType.UINT16_VALUE -> fill(array, type, i -> bytes.getShort(i * Short.BYTES));
      default -> fill(array, type, bytes::get);
    }
    return array;
  }

  private NdArray zeros(DType dtype, Shape shape) {
    var target = new TensorType(dtype, shape);
    HeapBudget.require("a tensor of an ONNX file, " + target + ",", target.bytes(1));
    return NdArray.zeros(target);
  }

  /// What is in the lists of numbers; each list holds several element types.
  private NdArray typed(TensorProto tensor, int type, DType dtype, Shape shape) {
    int size = (int) shape.size();
    switch (type) {
      case TensorProto.DataType.FLOAT_VALUE -> {
        requireCount(tensor.getFloatDataCount(), size, "numbers", shape);
        return NdArray.of(shape, Floats.toArray(tensor.getFloatDataList()));
      }
      case TensorProto.DataType.DOUBLE_VALUE -> {
        requireCount(tensor.getDoubleDataCount(), size, "numbers", shape);
        return NdArray.of(shape, tensor.getDoubleDataList().stream().mapToDouble(Double::doubleValue).toArray());
      }
      default -> {
        List<? extends Number> numbers = switch (type) {
          case TensorProto.DataType.INT64_VALUE -> tensor.getInt64DataList();
          case TensorProto.DataType.UINT32_VALUE, TensorProto.DataType.UINT64_VALUE -> tensor.getUint64DataList();
          default -> tensor.getInt32DataList();
        };
        requireCount(numbers.size(), size, "numbers", shape);
        NdArray array = zeros(dtype, shape);
        fill(array, type, i -> numbers.get(i).longValue());
        return array;
      }
    }
  }

  /// Each element from the bits of its number, sign or not.
  private static void fill(NdArray array, int type, IntToLongFunction bits) {
    for (int i = 0; i < array.size(); i++) {
      long raw = bits.applyAsLong(i);
      switch (type) {
        case TensorProto.DataType.FLOAT16_VALUE -> array.floats()[i] = Float.float16ToFloat((short) raw);
        case TensorProto.DataType.BFLOAT16_VALUE -> array.floats()[i] = Float.intBitsToFloat((int) raw << Short.SIZE);
        case TensorProto.DataType.UINT8_VALUE -> array.ints()[i] = (int) raw & 0xFF;
        case TensorProto.DataType.UINT16_VALUE -> array.ints()[i] = (int) raw & 0xFFFF;
        case TensorProto.DataType.UINT32_VALUE -> array.longs()[i] = raw & 0xFFFFFFFFL;
        case TensorProto.DataType.INT64_VALUE, TensorProto.DataType.UINT64_VALUE -> array.longs()[i] = raw;
        case TensorProto.DataType.BOOL_VALUE -> array.mask()[i] = (byte) (raw != 0 ? 1 : 0);
        default -> array.ints()[i] = (int) raw;
      }
    }
  }
}
