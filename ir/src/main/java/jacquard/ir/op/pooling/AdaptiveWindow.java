package jacquard.ir.op.pooling;

import com.google.common.math.IntMath;
import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.shape.Window;
import java.util.ArrayList;
import java.util.List;

/// The windows of an adaptive pooling of an input of shape `[N, C, H…]` to `size` positions: window `p` is `[⌊p·H/P⌋, ⌈(p + 1)·H/P⌉)`.
///
/// The loops run over the longest window; [#inside] leaves out what a shorter one does not have.
record AdaptiveWindow(List<Integer> size, Shape x) {
  /// The output shape for operand 0 of `in`.
  static Shape output(Operands in, List<Integer> size) {
    in.rank(0, "x", 2 + size.size());
    Shape y = in.shape(0);
    for (int d = 0; d < size.size(); d++) {
      if (y.dim(2 + d).perBatch() || size.get(d) < 1) {
        throw in.error("size", "this is no size of a result").got("%s for x %s", size, in.type(0))
            .expected("at least 1 per spatial dimension, of fixed extent").build();
      }
      in.extent(2 + d, (long) y.extent(2 + d) * size.get(d) / IntMath.gcd(y.extent(2 + d), size.get(d)) + size.get(d),
          "least common multiple of " + y.extent(2 + d) + " and " + size.get(d) + ", + " + size.get(d));
      y = y.with(2 + d, size.get(d));
    }
    return y;
  }

  /// The axes `n, c, p…, r…`.
  List<Axis> axes() {
    int rank = size.size();
    var axes = new ArrayList<Axis>(List.of(new Axis("n", x.dim(0)), new Axis("c", x.dim(1))));
    for (int d = 0; d < rank; d++) {
      axes.add(Axis.of(Window.axisName("p", d, rank), size.get(d)));
    }
    for (int d = 0; d < rank; d++) {
      axes.add(new Axis(Window.axisName("r", d, rank), Dim.of(longest(d))));
    }
    return axes;
  }

  /// The element that point `n, c, p…, r…` reads.
  Access read() {
    var map = new ArrayList<>(IndexExpr.vars(0, 2));
    for (int d = 0; d < size.size(); d++) {
      map.add(start(d).plus(IndexExpr.var(2 + size.size() + d)));
    }
    return Access.of(0, map);
  }

  /// `then` where the point lies inside its window, else `otherwise`.
  Scalar inside(Scalar then, double otherwise) {
    Scalar test = null;
    for (int d = 0; d < size.size(); d++) {
      if (!length(d).isConstant()) {
        IndexExpr beyond = IndexExpr.var(2 + size.size() + d).minus(length(d));
        Scalar here = new Scalar.Index(beyond).compare(CompareFn.LT, Scalar.constant(0));
        test = test == null ? here : new Scalar.Binary(BinaryFn.AND, test, here);
      }
    }
    return test == null ? then : Scalar.select(test, then, Scalar.constant(otherwise));
  }

  /// The number of elements of a window.
  Scalar count() {
    Scalar count = Scalar.constant(1);
    for (int d = 0; d < size.size(); d++) {
      count = count.times(length(d) instanceof IndexExpr(int fixed, var terms) && terms.isEmpty() ? Scalar.constant(fixed)
          : new Scalar.Index(length(d)));
    }
    return count;
  }

  private IndexExpr length(int d) {
    return end(d).minus(start(d));
  }

  private IndexExpr start(int d) {
    return scaled(d, IndexExpr.var(2 + d), 0);
  }

  private IndexExpr end(int d) {
    int parts = size.get(d) / common(d);
    return scaled(d, IndexExpr.var(2 + d).plus(1), parts - 1);
  }

  /// `⌊(p·H + more) / P⌋` with `H/P` in lowest terms.
  private IndexExpr scaled(int d, IndexExpr p, int more) {
    int common = common(d);
    return p.times(x.extent(2 + d) / common).plus(more).floorDiv(size.get(d) / common);
  }

  private int common(int d) {
    return IntMath.gcd(x.extent(2 + d), size.get(d));
  }

  /// With `H/P = h/q` in lowest terms, `p·h mod q` takes every value below `q`, and the window with `q − 1` is the longest.
  private int longest(int d) {
    int q = size.get(d) / common(d);
    return Math.ceilDiv(x.extent(2 + d) / common(d) + q - 1, q);
  }
}
