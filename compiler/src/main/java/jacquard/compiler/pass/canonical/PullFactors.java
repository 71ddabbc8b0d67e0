package jacquard.compiler.pass.canonical;

import jacquard.compiler.pass.Numerics;
import jacquard.compiler.pass.Outcome;
import jacquard.compiler.pass.RewriteRule;
import jacquard.compiler.pass.Rewriter;
import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.elementwise.Map;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.op.shape.Reshape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Σ x · f  =>  f · Σ x, for an `f` that is the same along the summed axes
///
/// In the gradient of a normalisation by a mean that is an operand, the mean's share is `Σ dy · scale` and the shift's is `Σ dy`: with the
/// factor outside both are one pass over the activations.
///
/// Guards: the summed value is a product of one operand of its own shape and type, and of others that do not change along the summed
/// axes, one of them at least an operand and not a literal (a literal alone saves nothing); with more than one changing operand the sum
/// is another one.
///
/// Numerics: the terms lose a common factor, so the sum errs by as many roundings of its terms' magnitudes as before. The factors are
/// multiplied as they were, association included, so that no product of them overflows that did not; the sum itself is now formed without
/// them.
///
/// Order: before common subexpressions are eliminated, which finds the sums that have become equal.
public final class PullFactors implements RewriteRule {
  @Override
  public Numerics numerics() {
    return Numerics.reassociates(1, "each term is rounded before the factor instead of after it: a relative error of one rounding per sum");
  }

  @Override
  public Outcome apply(Node node, Rewriter rw) {
    if (!(node.op() instanceof ReduceSum sum) || !(node.input(0).op() instanceof Elementwise) || sum.axes().isEmpty()) {
      return Outcome.NO_MATCH;
    }
    Node product = node.input(0);
    var factors = new ArrayList<Scalar>();
    collect(body(product), factors);
    List<Scalar> moving = factors.stream().filter(f -> !isSteady(f, product, sum.axes())).toList();
    boolean worthwhile = factors.stream().anyMatch(f -> f instanceof Scalar.Read && !moving.contains(f));
    if (!worthwhile || moving.isEmpty()) {
      return Outcome.NO_MATCH;
    }
    if (moving.size() > 1 || !(moving.getFirst() instanceof Scalar.Read(int k))) {
      return rw.miss(node, "more than one factor changes along the summed axes");
    }
    Node x = product.input(k);
    if (!x.type().equals(product.type())) {
      return rw.miss(node, "the factor that changes is not of the product's shape and type");
    }
    return Outcome.replaced(pulled(node, sum, product, k, rw));
  }

  /// The factors of a product, negation being one of −1.
  private static void collect(Scalar body, List<Scalar> factors) {
    switch (body) {
      case Scalar.Binary(var fn, var left, var right) when fn == BinaryFn.MUL -> {
        collect(left, factors);
        collect(right, factors);
      }
      case Scalar.Unary(var fn, var of) when fn == UnaryFn.NEG -> {
        factors.add(Scalar.constant(-1));
        collect(of, factors);
      }
      default -> factors.add(body);
    }
  }

  /// Whether a factor is a literal or an operand that broadcasts along all of `axes`.
  private static boolean isSteady(Scalar factor, Node product, List<Integer> axes) {
    if (!(factor instanceof Scalar.Read(int k))) {
      return factor instanceof Scalar.Const || factor instanceof Scalar.Count;
    }
    Shape shape = product.input(k).type().shape();
    int missing = product.type().rank() - shape.rank();
    return product.input(k).type().dtype() == product.type().dtype()
        && axes.stream().allMatch(a -> a < missing || shape.dim(a - missing).isOne());
  }

  /// The expression of the product, once, with the sum in place of operand `x`.
  private static Node pulled(Node node, ReduceSum sum, Node product, int x, Rewriter rw) {
    Shape kept = product.type().shape();
    for (int axis : sum.axes()) {
      kept = kept.with(axis, Dim.of(1));
    }
    Node total = rw.add(sum, List.of(product.input(x)), node.loc());
    var operands = new ArrayList<>(rw.now(product.inputs()));
    operands.set(x, sum.keep() ? total : rw.add(new Reshape(kept), List.of(total), node.loc()));
    Node scaled = rw.add(new Map(body(product), node.type().dtype()), operands, Rewriter.merged(List.of(product, node)));
    return sum.keep() ? scaled : rw.add(new Reshape(node.type().shape()), List.of(scaled), node.loc());
  }

  private static Scalar body(Node product) {
    return ((Elementwise) product.op()).body(IntStream.range(0, product.inputs().size()).mapToObj(Scalar::read).toList());
  }
}
