package jacquard.compiler.pass.decompose;

import jacquard.ir.DType;
import jacquard.ir.Interrupted;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import java.util.ArrayList;
import java.util.List;

/// The weights of a layer, `w[o, i, r…]` with `i` counting the channels of one of `groups`; without `r…` for a dense layer. Those of a
/// matrix product may lie `turned`, as `[i, o]`: they are looked at there, since few elements show most of the time that nothing is to be
/// done.
public record Weights(NdArray values, int groups, boolean turned) {
  /// Weights that are read in some milliseconds.
  private static final int CHECKED = 1 << 20;

  /// Weights that lie as they are written above.
  public Weights(NdArray values, int groups) {
    this(values, groups, false);
  }

  DType dtype() {
    return values.dtype();
  }

  int outs() {
    return values.shape().extent(turned ? 1 : 0);
  }

  /// Per group.
  int ins() {
    return values.shape().extent(turned ? 0 : 1);
  }

  /// Where `w[o, i, …]` is among `values`, at `offset` in its kernel: a sum of what `o`, `i` and `offset` are in it each by itself.
  int place(int o, int i, int offset) {
    int volume = values.size() / (outs() * ins());
    return turned ? i * outs() + o : (o * ins() + i) * volume + offset;
  }

  /// Whether `other`, which does not lie turned, holds the same.
  boolean areIn(NdArray other) {
    if (!turned) {
      return other.equals(values);
    }
    boolean same = other.shape().equals(Shape.of(outs(), ins())) && other.dtype() == dtype();
    for (int i = 0; same && i < other.size(); i++) {
      same = Double.doubleToLongBits(other.get(i)) == Double.doubleToLongBits(values.get(place(i / ins(), i % ins(), 0)));
    }
    return same;
  }

  boolean areFinite() {
    for (int i = 0; i < values.size(); i++) {
      if (i % CHECKED == 0) {
        Interrupted.check();
      }
      if (!Double.isFinite(values.get(i))) {
        return false;
      }
    }
    return true;
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
