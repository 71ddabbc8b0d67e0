package jacquard.compiler.pass.fold;

import jacquard.ir.ArraySource;
import jacquard.ir.DType;
import jacquard.ir.NdArray;

/// An array of `f32` or `f64` times a factor of that type for each index of one dimension, below which lie `inner` elements: each product
/// is rounded once, as code does it.
record ScaledArray(NdArray of, double[] factors, int inner) implements ArraySource {
  private int channel(int index) {
    return index / inner % factors.length;
  }

  @Override
  public double get(int index) {
    double factor = factors[channel(index)];
    return of.type().dtype() == DType.F32 ? (float) of.get(index) * (float) factor : of.get(index) * factor;
  }

  @Override
  public void copy(int from, Object to, int at, int count) {
    of.copy(from, to, at, count);
    int next = from;
    while (next < from + count) {
      int end = Math.min(from + count, (next / inner + 1) * inner);
      scale(to, at + next - from, end - next, factors[channel(next)]);
      next = end;
    }
  }

  private static void scale(Object array, int at, int count, double factor) {
    if (array instanceof float[] floats) {
      float rounded = (float) factor;
      for (int i = at; i < at + count; i++) {
        floats[i] *= rounded;
      }
    } else if (array instanceof double[] doubles) {
      for (int i = at; i < at + count; i++) {
        doubles[i] *= factor;
      }
    }
  }
}
