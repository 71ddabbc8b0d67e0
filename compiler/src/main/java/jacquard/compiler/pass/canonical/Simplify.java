package jacquard.compiler.pass.canonical;

import jacquard.compiler.pass.Numerics;
import jacquard.compiler.pass.Outcome;
import jacquard.compiler.pass.RewriteRule;
import jacquard.compiler.pass.Rewriter;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.pooling.MaxPool;
import jacquard.ir.op.reduction.Reduction;
import jacquard.ir.op.shape.View;

/// Canonical forms and algebra that keeps every bit:
///
///     reshape(reshape(x))      =>  reshape(x)          transpose, reverse, broadcast_to, slice and pad likewise
///     view of x that changes nothing               =>  x
///     generic that only repeats elements           =>  broadcast_to(reshape(x))
///     f(broadcast_to(x), y)    =>  f(x, y)             where y alone gives the shape
///     f(constant of equal elements, y)  =>  f(scalar constant, y)
///     x·1, x/1, x − 0, x + (−0), −(−x), cast to the own type, map that only reads  =>  x
///     ||x||, |−x|  =>  |x|     relu(relu(x))  =>  relu(x)
///     conv(pad(x))             =>  conv(x) with that padding, where pad adds zeros to spatial dimensions
///     max_pool with windows of one element  =>  x
///     maximum or minimum over no axes, or axes of extent 1  =>  reshape(x)
///
/// `x + 0` stays: it turns −0.0 into 0.0.
public final class Simplify implements RewriteRule {
  @Override
  public String does() {
    return "brings ops into one form and removes those that change nothing";
  }

  @Override
  public Numerics numerics() {
    return Numerics.bitwise("identities of every value, NaN, infinities and signed zeros included");
  }

  @Override
  public Outcome apply(Node node, Rewriter rw) {
    return switch (node.op()) {
      case View view -> ViewRules.apply(view, node, rw);
      case Elementwise elementwise -> ElementwiseRules.apply(elementwise, node, rw);
      case Reduction reduction -> ReductionRules.apply(reduction, node, rw);
      case Convolution convolution -> WindowRules.apply(convolution, node, rw);
      case MaxPool pooling -> WindowRules.ofSingleElements(pooling, node) ? rw.replaceBy(node.input(0)) : Outcome.NO_MATCH;
      case Generic generic -> GenericRules.apply(generic, node, rw);
      default -> Outcome.NO_MATCH;
    };
  }
}
