package jacquard.api.look;

import jacquard.ir.NdArray;
import jacquard.ir.Shape;

/// Extremes and parts of arrays, in double.
final class ArrayParts {
  private ArrayParts() {}

  /// How far a scale around zero reaches: the largest finite size of an element, 1 where all are zero.
  static double reach(NdArray array) {
    double most = 0;
    for (int i = 0; i < array.size(); i++) {
      double size = Math.abs(array.get(i));
      most = Double.isFinite(size) ? Math.max(most, size) : most;
    }
    return most > 0 ? most : 1;
  }

  static double smallest(NdArray array) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < array.size(); i++) {
      least = Math.min(least, Double.isFinite(array.get(i)) ? array.get(i) : least);
    }
    return least;
  }

  static double largest(NdArray array) {
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < array.size(); i++) {
      most = Math.max(most, Double.isFinite(array.get(i)) ? array.get(i) : most);
    }
    return most;
  }

  /// Element `index` of the first dimension, copied.
  static NdArray part(NdArray array, int index) {
    Shape shape = array.shape().slice(1, array.shape().rank());
    NdArray part = NdArray.zeros(array.type().shaped(shape));
    array.copy(Math.toIntExact(index * shape.size()), part.data(), 0, part.size());
    return part;
  }

  /// Largest size over the first dimension: `[C,H,W]` to `[H,W]`.
  static NdArray overChannels(NdArray array) {
    Shape shape = array.shape().slice(1, array.shape().rank());
    NdArray most = NdArray.zeros(array.type().shaped(shape));
    for (int i = 0; i < array.size(); i++) {
      int at = i % most.size();
      most.set(at, Math.max(most.get(at), Math.abs(array.get(i))));
    }
    return most;
  }

  /// The sum over the first dimension: `[C,H,W]` to `[H,W]`.
  static NdArray summedOverChannels(NdArray array) {
    NdArray sum = NdArray.zeros(array.type().shaped(array.shape().slice(1, array.shape().rank())));
    for (int i = 0; i < array.size(); i++) {
      int at = i % sum.size();
      sum.set(at, sum.get(at) + array.get(i));
    }
    return sum;
  }
}
