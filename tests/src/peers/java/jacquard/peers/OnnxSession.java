package jacquard.peers;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A model loaded into ONNX Runtime, with all its checks and optimisations.
final class OnnxSession implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  /// Kept as long as the session, whose native code they belong to.
  private final OrtSession.SessionOptions options = new OrtSession.SessionOptions();
  private final OrtSession session;

  OnnxSession(Path file, int threads) throws OrtException {
    setThreads(threads);
    session = environment.createSession(file.toString(), options);
  }

  OnnxSession(byte[] model) throws OrtException {
    setThreads(1);
    session = environment.createSession(model, options);
  }

  private void setThreads(int threads) throws OrtException {
    options.setIntraOpNumThreads(threads);
    options.setInterOpNumThreads(1);
  }

  /// The outputs by name.
  Map<String, NdArray> run(Map<String, NdArray> inputs) throws OrtException {
    var tensors = new LinkedHashMap<String, OnnxTensor>();
    for (String name : session.getInputNames()) {
      tensors.put(name, tensor(inputs.get(name)));
    }
    try (OrtSession.Result result = session.run(tensors)) {
      var outputs = new LinkedHashMap<String, NdArray>();
      for (String name : session.getOutputNames()) {
        outputs.put(name, array((OnnxTensor) result.get(name).orElseThrow()));
      }
      return outputs;
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  /// One input held ready, so that runs are timed without making it.
  OnnxTensor tensor(NdArray array) throws OrtException {
    long[] shape = Arrays.stream(array.shape().at(1)).asLongStream().toArray();
    return switch (array.dtype()) {
      case F32 -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(array.floats()), shape);
      case F64 -> OnnxTensor.createTensor(environment, DoubleBuffer.wrap(array.doubles()), shape);
      case I32 -> OnnxTensor.createTensor(environment, IntBuffer.wrap(array.ints()), shape);
      case I64 -> OnnxTensor.createTensor(environment, LongBuffer.wrap(array.longs()), shape);
      case BOOL -> OnnxTensor.createTensor(environment,
          ByteBuffer.allocateDirect(array.size()).order(ByteOrder.nativeOrder()).put(array.mask()).flip(), shape, OnnxJavaType.BOOL);
    };
  }

  /// The name of the first input.
  String input() {
    return session.getInputNames().iterator().next();
  }

  /// Runs on `inputs` and copies the outputs, in order, to `outputs`.
  void run(Map<String, OnnxTensor> inputs, List<float[]> outputs) throws OrtException {
    try (OrtSession.Result result = session.run(inputs)) {
      for (int k = 0; k < outputs.size(); k++) {
        ((OnnxTensor) result.get(k)).getFloatBuffer().get(outputs.get(k));
      }
    }
  }

  private static NdArray array(OnnxTensor tensor) {
    TensorInfo info = tensor.getInfo();
    Shape shape = Shape.of(Arrays.stream(info.getShape()).mapToInt(Math::toIntExact).toArray());
    NdArray array = NdArray.zeros(new TensorType(dtype(info), shape));
    switch (array.dtype()) {
      case F32 -> tensor.getFloatBuffer().get(array.floats());
      case F64 -> tensor.getDoubleBuffer().get(array.doubles());
      case I32 -> tensor.getIntBuffer().get(array.ints());
      case I64 -> tensor.getLongBuffer().get(array.longs());
      case BOOL -> tensor.getByteBuffer().get(array.mask());
    }
    return array;
  }

  private static DType dtype(TensorInfo info) {
    return switch (info.type) {
      case FLOAT -> DType.F32;
      case DOUBLE -> DType.F64;
      case INT32 -> DType.I32;
      case INT64 -> DType.I64;
      case BOOL -> DType.BOOL;
      default -> throw new IllegalArgumentException(info.toString());
    };
  }

  @Override
  public void close() throws OrtException {
    session.close();
    options.close();
  }
}
