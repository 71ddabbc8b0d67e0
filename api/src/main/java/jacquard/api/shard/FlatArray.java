package jacquard.api.shard;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;
import java.io.Serializable;

/// Arrays of one element type, f32 or f64, laid end to end.
final class FlatArray implements Serializable {
  private final float[] floats;
  private final double[] doubles;

  private FlatArray(float[] floats, double[] doubles) {
    this.floats = floats;
    this.doubles = doubles;
  }

  static FlatArray zeros(DType dtype, int size) {
    return new FlatArray(new float[dtype == DType.F32 ? size : 0], new double[dtype == DType.F32 ? 0 : size]);
  }

  int size() {
    return floats.length + doubles.length;
  }

  /// Puts `array` at `at`.
  void put(int at, NdArray array) {
    array.copy(0, array.dtype() == DType.F32 ? floats : doubles, at, array.size());
  }

  /// The array of `type` at `at`.
  NdArray get(int at, TensorType type) {
    NdArray array = NdArray.zeros(type);
    System.arraycopy(type.dtype() == DType.F32 ? floats : doubles, at, array.data(), 0, array.size());
    return array;
  }

  /// Adds `weight · array` at `at`.
  void add(int at, NdArray array, double weight) {
    if (array.dtype() == DType.F32) {
      float[] from = array.floats();
      float by = (float) weight;
      for (int i = 0; i < from.length; i++) {
        floats[at + i] += by * from[i];
      }
    } else {
      double[] from = array.doubles();
      for (int i = 0; i < from.length; i++) {
        doubles[at + i] += weight * from[i];
      }
    }
  }

  /// Adds `other`, element by element.
  void add(FlatArray other) {
    for (int i = 0; i < floats.length; i++) {
      floats[i] += other.floats[i];
    }
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] += other.doubles[i];
    }
  }

  /// Divides elements `[from, to)` by `divisor`.
  void divide(int from, int to, double divisor) {
    for (int i = from; i < to && i < floats.length; i++) {
      floats[i] /= (float) divisor;
    }
    for (int i = from; i < to && i < doubles.length; i++) {
      doubles[i] /= divisor;
    }
  }
}
