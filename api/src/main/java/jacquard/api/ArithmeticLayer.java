package jacquard.api;

import com.google.common.math.LongMath;
import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.MatMul;
import jacquard.ir.op.elementwise.BinaryOp;
import jacquard.ir.op.shape.Reshape;

/// Builds elementwise arithmetic, of two tensors one operation per element, of a tensor and a number none, like an activation; and matrix
/// products, `K` multiplications per element.
///
/// Errors   `…/foreign`, `matMul/rank`, and those of the op, such as `add/broadcast` or `mat_mul/inner`.
final class ArithmeticLayer {
  private ArithmeticLayer() {}

  static Tensor of(String kind, BinaryOp op, Tensor a, Tensor b) {
    LayerBuilder layer = layer(kind, a, b);
    Node y = layer.add(op, overPositions(layer, a, b), overPositions(layer, b, a));
    long operations = Tensor.perExample(y).size();
    return layer.finish(y, kind, operations, operations, a.field().join(b.field()));
  }

  /// A vector, beside a tensor with more dimensions and a batch, is one number per channel.
  private static Node overPositions(LayerBuilder layer, Tensor vector, Tensor other) {
    int rank = other.shape().rank();
    if (vector.shape().rank() != 1 || rank < 2 || !other.isBatched()) {
      return vector.node();
    }
    Shape shape = vector.type().shape();
    for (int d = 1; d < rank; d++) {
      shape = shape.inserted(shape.rank(), Dim.of(1));
    }
    return layer.add(new Reshape(shape), vector.node());
  }

  static Tensor matMul(Tensor a, Tensor b) {
    LayerBuilder layer = layer("matMul", a, b);
    if (a.shape().rank() < 2 || b.shape().rank() < 2) {
      throw layer.error("rank", "a matrix has two dimensions, the batch not counted").got("%s and %s", a.shape(), b.shape())
          .expected("[…,M,K] and […,K,N]").fix("reshape a vector to [1,K] or [K,1], or use dense(units)").build();
    }
    Node y = layer.add(new MatMul(), a.node(), b.node());
    long operations = LongMath.saturatedMultiply(Tensor.perExample(y).size(), a.shape().extent(a.shape().rank() - 1));
    return layer.finish(y, "matMul", operations, operations, ShapeLayer.seen(a).join(ShapeLayer.seen(b)));
  }

  private static LayerBuilder layer(String kind, Tensor a, Tensor b) {
    LayerBuilder layer = a.network().layer(kind, kind, null);
    if (a.network() != b.network()) {
      throw layer.error("foreign", "the operands belong to different networks").got("%s and %s", a, b)
          .fix("compute both from the argument of one Model.define").build();
    }
    return layer;
  }

  static Tensor of(String kind, BinaryOp op, Tensor a, double value) {
    LayerBuilder layer = a.network().layer(kind, kind, null);
    return layer.finish(layer.add(op, a.node(), layer.constant(value)), kind + "(" + value + ")", a.field());
  }
}
