package jacquard.ir.onnx.read;

import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/// What an ONNX file leaves open and its user knows.
///
/// @param shapes shapes of inputs by name, all dimensions, `N` being the batch; those left out are the file's
/// @param values values of inputs by name, used where shapes follow from them: what is built is for these values then
/// @param fixedBatch the batch size the file was written for, where the network shall take any: reshapes to it keep the batch; 0 for none
public record ImportOptions(Map<String, Shape> shapes, Map<String, NdArray> values, int fixedBatch) {
  public static final ImportOptions NONE = new ImportOptions(Map.of(), Map.of(), 0);

  public ImportOptions {
    shapes = Map.copyOf(shapes);
    values = Map.copyOf(values);
  }

  /// These and the shape of one more input.
  public ImportOptions shape(String input, Shape shape) {
    var more = new LinkedHashMap<>(shapes);
    more.put(input, shape);
    return new ImportOptions(more, values, fixedBatch);
  }

  /// These and the value of one more input.
  public ImportOptions value(String input, NdArray value) {
    var more = new LinkedHashMap<>(values);
    more.put(input, value);
    return new ImportOptions(shapes, more, fixedBatch);
  }
}
