package jacquard.conformance;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Operands that hold the numbers arithmetic treats in its own way.
final class Extremes {
  private Extremes() {}

  /// `leaves` with zeros of both signs, infinities, NaN, the smallest denormal and numbers near the largest whose products still are
  /// numbers, in float operand `operand`.
  static Map<String, NdArray> in(Map<String, NdArray> leaves, int operand) {
    var changed = new LinkedHashMap<>(leaves);
    List<String> floats = leaves.keySet().stream().filter(name -> name.startsWith("x") && leaves.get(name).dtype().isFloat()).toList();
    NdArray value = leaves.get(floats.get(operand));
    List<Double> extremes = value.dtype() == DType.F32
        ? List.of(0.0, -0.0, Double.POSITIVE_INFINITY, (double) Float.MIN_VALUE, Double.NaN, 1e18, Double.NEGATIVE_INFINITY, -1e18,
            -(double) Float.MIN_VALUE)
        : List.of(0.0, -0.0, Double.POSITIVE_INFINITY, Double.MIN_VALUE, Double.NaN, 1e150, Double.NEGATIVE_INFINITY, -1e150,
            -Double.MIN_VALUE);
    NdArray extreme = NdArray.zeros(value.type());
    for (int i = 0; i < extreme.size(); i++) {
      extreme.set(i, i % 2 == 0 ? extremes.get(i / 2 % extremes.size()) : value.get(i));
    }
    changed.put(floats.get(operand), extreme);
    return changed;
  }
}
