package jacquard.compiler.pass.fold;

import jacquard.compiler.pass.Numerics;
import jacquard.compiler.pass.Outcome;
import jacquard.compiler.pass.RewriteRule;
import jacquard.compiler.pass.Rewriter;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Contraction;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.MatMul;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Mul;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// s·(conv(x, W) + b) + t  =>  conv(x, s·W) + (s·b + t), for constants `W`, `b`, `s`, `t`; `mat_mul` alike
///
/// Batch normalisation by running averages, scale, shift and several biases in a row become one set of weights and one bias, which
/// [FoldConstants] evaluates. Guards, each with a remark: the scale is one number or one per output channel; nothing else reads the
/// contraction or what lies between; the channels are no batch groups; the weights times the scale are numbers ([WeightRange]).
///
/// Numerics: each term `s·W·x` is as large as before, and `s·b + t` is at most `|s·b| + |t|`, which the scale and the shift rounded at as
/// well: an output channel errs by as many roundings of its terms' magnitudes as before, however much of them cancels.
///
/// Order: after ExpandComposites, before FoldConstants; before FoldPrecedingAffine, which would leave a second bias.
public final class FoldFollowingAffine implements RewriteRule {
  @Override
  public String does() {
    return "multiplies the scale and shift after a contraction into its weights and bias";
  }

  @Override
  public Numerics numerics() {
    return Numerics.reassociates(1, "a factor common to a sum is multiplied into its terms: one rounding more per weight, one less per "
        + "result");
  }

  @Override
  public Outcome apply(Node node, Rewriter rw) {
    Affine outer = Affine.of(node, rw.constants());
    if (outer == null) {
      return Outcome.NO_MATCH;
    }
    Affine inner = outer.x().op() instanceof Add ? Affine.of(outer.x(), rw.constants()) : null;
    Affine bias = inner == null || inner.isScaled() ? null : inner;
    Node product = bias == null ? outer.x() : bias.x();
    int weight = weight(product, rw);
    if (weight < 0 || bias == null && node.op() instanceof Add && !outer.isScaled()) {
      return Outcome.NO_MATCH;
    }
    if (!rw.uses().only(outer.x(), node) || !rw.uses().only(product, bias == null ? node : outer.x())) {
      return rw.miss(product, "has other uses than %s, which need it as it is", node.op().mnemonic());
    }
    if (product.op() instanceof Convolution c && c.batchGroups() > 1) {
      return rw.miss(product, "has batch groups, whose weights belong to examples");
    }
    Node shift = bias == null ? outer.shift(rw) : outer.at(constant(bias), rw);
    Node scaled = product;
    if (outer.isScaled()) {
      Node scale = outer.scale(rw);
      Node weights = scale == null ? null : scaled(product, weight, scale, rw);
      if (scale == null || weights == null) {
        return rw.miss(node, "scales by more than one number per output channel");
      }
      Optional<WeightRange> range = WeightRange.of(product.input(weight), outputs(product, weight));
      String obstacle = range.isEmpty() ? null : range.get().obstacle(scale, shift);
      if (obstacle != null) {
        return rw.miss(product, "%s", obstacle);
      }
      List<Node> inputs = weight == 1 ? List.of(product.input(0), weights) : List.of(weights, product.input(1));
      scaled = rw.add(product.op(), inputs, bias == null ? Rewriter.merged(List.of(product, node)) : product.loc());
    }
    return shift == null ? rw.replaceBy(scaled) : rw.replace(List.of(product, outer.x(), node), new Add(), List.of(scaled, shift));
  }

  /// The number of the operand that is constant; -1 where `node` is no contraction of one.
  static int weight(Node node, Rewriter rw) {
    if (!(node.op() instanceof Contraction)) {
      return -1;
    }
    boolean left = node.op() instanceof MatMul && rw.constants().known(node.input(0)) && !rw.constants().known(node.input(1));
    return rw.constants().known(node.input(1)) && !rw.constants().known(node.input(0)) ? 1 : left ? 0 : -1;
  }

  /// The dimension of the weights that counts the outputs.
  private static int outputs(Node product, int weight) {
    int rank = product.input(weight).type().rank();
    return product.op() instanceof Convolution ? 0 : weight == 1 ? rank - 1 : rank - 2;
  }

  /// What the sum `bias` adds.
  private static Node constant(Affine bias) {
    return bias.node().inputs().stream().filter(i -> i != bias.x()).findFirst().orElse(bias.x());
  }

  /// The weights times `scale`, which broadcasts to the result; null where it does not go along the weights' output channels.
  private static @Nullable Node scaled(Node product, int weight, Node scale, Rewriter rw) {
    int rank = product.type().rank();
    int axis = product.op() instanceof Convolution ? 1 : weight == 1 ? rank - 1 : rank - 2;
    Node vector = Affine.along(scale, axis, product.type().shape(), rw, product.loc());
    if (vector == null) {
      return null;
    }
    Node weights = product.input(weight);
    int ones = product.op() instanceof Convolution ? weights.type().rank() - 1 : weight == 1 ? 0 : 1;
    return rw.add(new Mul(), List.of(weights, Affine.leading(vector, ones, rw, product.loc())), weights.loc());
  }
}
