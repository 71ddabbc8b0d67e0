package jacquard.ir.onnx.read;

import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a file leaves open, told from the arrays it is to run on.
final class InputArrays {
  private final OnnxFile file;
  private final Map<String, NdArray> arrays;

  InputArrays(OnnxFile file, Map<String, NdArray> arrays) {
    this.file = file;
    this.arrays = new LinkedHashMap<>(arrays);
    this.arrays.keySet().retainAll(file.inputs());
    for (ValueInfoProto input : file.graph().getInputList()) {
      NdArray array = this.arrays.get(input.getName());
      List<TensorShapeProto.Dimension> dims = dims(input);
      if (array != null && array.shape().rank() + 1 == dims.size()) {
        this.arrays.put(input.getName(), array.reshaped(array.shape().batched().bound(1)));
      }
    }
  }

  private static List<TensorShapeProto.Dimension> dims(ValueInfoProto input) {
    return input.getType().getTensorType().getShape().getDimList();
  }

  /// The graph for any batch, where the file leaves the batch open, or fixes another one than that of the arrays; else for their shapes.
  ImportedGraph read() {
    if (isBatchOpen()) {
      try {
        return read(Map.of(), 0);
      } catch (UserError asksForMore) {
        return read(shapes(false), 0);
      }
    }
    int batch = OnnxImport.fixedBatch(file);
    boolean other = batch != 0 && !arrays.isEmpty()
        && arrays.values().stream().allMatch(a -> a.shape().rank() > 0 && a.shape().extent(0) != batch);
    return other ? read(shapes(true), batch) : read(shapes(false), 0);
  }

  /// Whether all that is open are first dimensions, one extent in all arrays.
  private boolean isBatchOpen() {
    Set<Integer> extents = new HashSet<>();
    for (ValueInfoProto input : file.graph().getInputList()) {
      List<TensorShapeProto.Dimension> dims = dims(input);
      NdArray array = arrays.get(input.getName());
      boolean fixed = dims.stream().skip(1).allMatch(TensorShapeProto.Dimension::hasDimValue);
      if (array != null && (!fixed || dims.size() != array.shape().rank())) {
        return false;
      }
      if (array != null && !dims.isEmpty() && !dims.getFirst().hasDimValue()) {
        extents.add(array.shape().extent(0));
      }
    }
    return extents.size() == 1;
  }

  private Map<String, Shape> shapes(boolean batched) {
    var shapes = new LinkedHashMap<String, Shape>();
    arrays.forEach((name, array) -> shapes.put(name, batched ? array.shape().slice(1, array.shape().rank()).batched() : array.shape()));
    return shapes;
  }

  private ImportedGraph read(Map<String, Shape> shapes, int fixedBatch) {
    var values = new LinkedHashMap<String, NdArray>();
    OnnxImport.inputs(file, new ImportOptions(shapes, Map.of(), fixedBatch)).forEach((name, type) -> {
      NdArray array = arrays.get(name);
      if (array != null && array.shape().equals(type.shape()) && array.dtype().isFloat() == type.dtype().isFloat()) {
        values.put(name, array.dtype() == type.dtype() ? array : array.cast(type.dtype()));
      }
    });
    return OnnxImport.graph(file, new ImportOptions(shapes, values, fixedBatch));
  }
}
