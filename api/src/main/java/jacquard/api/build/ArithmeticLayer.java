package jacquard.api.build;

import com.google.common.collect.Lists;
import com.google.common.math.LongMath;
import jacquard.api.network.Fields;
import jacquard.api.network.LayerBuilder;
import jacquard.api.network.Symbol;
import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.MatMul;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.shape.Reshape;
import java.util.List;

/// Builds elementwise arithmetic, of several tensors one operation per element, of a tensor and a number none, like an activation; and
/// matrix products, `K` multiplications per element.
///
/// Errors   `…/foreign`, `matMul/rank`, and those of the op, such as `add/broadcast` or `mat_mul/inner`.
public final class ArithmeticLayer {
  private ArithmeticLayer() {}

  public static Symbol of(String kind, Elementwise op, Symbol a, Symbol... more) {
    LayerBuilder layer = layer(kind, a, more);
    List<Symbol> operands = Lists.asList(a, more);
    Node y = layer.add(op, operands.stream().map(x -> overPositions(layer, x, operands)).toArray(Node[]::new));
    long operations = Symbol.perExample(y).size();
    return layer.finish(y, kind, operations, operations, operands.stream().map(Symbol::field).reduce(Fields::join).orElseThrow());
  }

  /// A vector, beside a tensor with more dimensions and a batch, is one number per channel.
  private static Node overPositions(LayerBuilder layer, Symbol vector, List<Symbol> operands) {
    int rank = operands.stream().filter(Symbol::isBatched).mapToInt(o -> o.shape().rank()).max().orElse(0);
    if (vector.shape().rank() != 1 || rank < 2) {
      return vector.node();
    }
    Shape shape = vector.type().shape();
    for (int d = 1; d < rank; d++) {
      shape = shape.inserted(shape.rank(), Dim.of(1));
    }
    return layer.add(new Reshape(shape), vector.node());
  }

  public static Symbol matMul(Symbol a, Symbol b) {
    LayerBuilder layer = layer("matMul", a, b);
    if (a.shape().rank() < 2 || b.shape().rank() < 2) {
      throw layer.error("rank", "a matrix has two dimensions, the batch not counted").got("%s and %s", a.shape(), b.shape())
          .expected("[…,M,K] and […,K,N]").fix("reshape a vector to [1,K] or [K,1], or use dense(units)").build();
    }
    Node y = layer.add(new MatMul(), a.node(), b.node());
    long operations = LongMath.saturatedMultiply(Symbol.perExample(y).size(), a.shape().extent(a.shape().rank() - 1));
    return layer.finish(y, "matMul", operations, operations, Fields.join(ShapeLayer.seen(a), ShapeLayer.seen(b)));
  }

  private static LayerBuilder layer(String kind, Symbol a, Symbol... more) {
    LayerBuilder layer = a.network().layer(kind, kind, null);
    for (Symbol b : more) {
      if (a.network() != b.network()) {
        throw layer.error("foreign", "the operands belong to different networks").got("%s and %s", a, b)
            .fix("compute both from the argument of one Model.define").build();
      }
    }
    return layer;
  }

  public static Symbol of(String kind, Elementwise op, Symbol a, double value) {
    LayerBuilder layer = a.network().layer(kind, kind, null);
    return layer.finish(layer.add(op, a.node(), layer.constant(value)), kind + "(" + value + ")", a.field());
  }
}
