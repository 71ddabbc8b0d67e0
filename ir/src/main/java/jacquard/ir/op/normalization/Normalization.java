package jacquard.ir.op.normalization;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import jacquard.ir.op.elementwise.Map;
import jacquard.ir.op.shape.Reshape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// A composite that shifts and scales its operand by statistics of it.
public sealed interface Normalization extends CompositeOp permits BatchNorm, ZScore, LayerNorm, GroupNorm, InstanceNorm, LocalResponseNorm {
  /// Checks what all but the local response have: operands `x` and perhaps a scale and a shift, an ε that is no negative number.
  static void check(Operands in, int leastRank, double epsilon) {
    if (in.size() != 3) {
      in.count(1);
    }
    common(in, leastRank, epsilon);
  }

  /// As [#check], of any number of operands.
  static void common(Operands in, int leastRank, double epsilon) {
    in.floating(0, "x");
    in.rankAtLeast(0, "x", leastRank);
    for (int k = 1; k < in.size(); k++) {
      in.sameType(0, k);
    }
    if (!(epsilon >= 0 && Double.isFinite(epsilon))) {
      throw in.error("epsilon", "epsilon is not a finite number of at least 0").got("%s", epsilon)
          .expected("a small positive number such as 1e-5").build();
    }
  }

  /// Requires operands `first …` to hold one element per channel of `x`.
  static void perChannel(Operands in, int first) {
    for (int k = first; k < in.size(); k++) {
      requireShape(in, k, Shape.of(List.of(in.shape(0).dim(1))));
    }
  }

  static void requireShape(Operands in, int operand, Shape shape) {
    if (!in.shape(operand).equals(shape)) {
      throw in.error("statistics", "operand %d has the wrong shape", operand).got("%s for x %s", in.type(operand), in.type(0))
          .expected("%s", shape).build();
    }
  }

  /// `(x − mean) / √(variance + ε) · scale + shift`, with the biased variance along `axes`; `affine` is a scale and a shift that broadcast
  /// to `x`, or nothing.
  static Node along(List<Integer> axes, Node x, List<Node> affine, double epsilon, GraphBuilder g) {
    Node z = g.add(new ZScore(axes, epsilon), x);
    if (affine.isEmpty()) {
      return z;
    }
    Scalar y = Scalar.read(0).times(Scalar.read(1)).plus(Scalar.read(2));
    return Map.node(y, x.type().dtype(), List.of(z, affine.getFirst(), affine.getLast()), g);
  }

  /// `1 / √(variance + ε)`.
  static Node inverseDeviation(Node variance, double epsilon, GraphBuilder g) {
    Scalar root = Scalar.read(0).plus(Scalar.constant(epsilon)).apply(UnaryFn.SQRT);
    return Map.node(Scalar.constant(1).dividedBy(root), variance.type().dtype(), List.of(variance), g);
  }

  /// Vectors `[C]` as `[C,1…]`, which broadcast over the spatial dimensions of `[N,C,…]`.
  static List<Node> overChannels(List<Node> vectors, TensorType x, GraphBuilder g) {
    return reshaped(vectors, List.of(x.shape().dim(1)), x.rank() - 2, g);
  }

  /// `vectors` as `[front…, 1…]` with `ones` dimensions of 1.
  static List<Node> reshaped(List<Node> vectors, List<Dim> front, int ones, GraphBuilder g) {
    var dims = new ArrayList<>(front);
    dims.addAll(Collections.nCopies(ones, Dim.of(1)));
    Shape shape = Shape.of(dims);
    return vectors.stream().map(v -> v.type().shape().equals(shape) ? v : g.add(new Reshape(shape), v)).toList();
  }

  /// The dimensions `from … rank − 1`.
  static List<Integer> axes(int from, int rank) {
    return IntStream.range(from, rank).boxed().toList();
  }
}
