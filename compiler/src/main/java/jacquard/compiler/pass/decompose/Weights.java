package jacquard.compiler.pass.decompose;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import java.util.ArrayList;
import java.util.List;

/// The weights of a layer, `w[o, i, r…]` with `i` counting the channels of one of `groups`; without `r…` for a dense layer.
public record Weights(NdArray values, int groups) {
  DType dtype() {
    return values.dtype();
  }

  int outs() {
    return values.shape().extent(0);
  }

  /// Per group.
  int ins() {
    return values.shape().extent(1);
  }

  /// The extents `r…`.
  List<Integer> kernel() {
    Shape shape = values.shape();
    var extents = new ArrayList<Integer>();
    for (int d = 2; d < shape.rank(); d++) {
      extents.add(shape.extent(d));
    }
    return extents;
  }

  /// How far a product of factors may be from these weights, relative to their norm, and still be the same weights rounded: 16 times
  /// what rounding each element once does, and what decomposing matrices of `rank` in double adds.
  double tolerance(int rank) {
    return 16 * unit() + 64 * rank * Math.ulp(1.0) / 2;
  }

  /// The unit roundoff.
  double unit() {
    return dtype() == DType.F64 ? Math.ulp(1.0) / 2 : Math.ulp(1f) / 2;
  }
}
