package jacquard.compiler.pass.fold;

import jacquard.compiler.pass.NodeFacts;
import jacquard.compiler.pass.Numerics;
import jacquard.compiler.pass.Outcome;
import jacquard.compiler.pass.RewriteRule;
import jacquard.compiler.pass.Rewriter;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import jacquard.ir.loop.IndexRange;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.MatMul;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.elementwise.Relu;
import jacquard.ir.op.pooling.MaxPool;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.op.shape.Concat;
import jacquard.ir.op.shape.View;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// `conv(s·x + t, W)  =>  conv(x, s·W) + Σ c,r t[c]·W[o,c,r]`, for constants `W`, `s`, `t`; `mat_mul` alike
///
/// The standardisation of a model's input is such a case, and a batch normalisation in front of a convolution. Zero padding scales to
/// zeros, so a scale always goes; a shift does not change the zeros of the padding, so it goes only where none is read. Guards, each
/// with a remark: that one; scale and shift are one number or one per input channel; only the contraction reads the sum; the shift is small
/// where `x` is exact; the weights times the scale are numbers ([WeightRange]).
///
/// Numerics: `x` that was computed carries rounding as large as itself, so that `s·x + t` cancels with or without the fold, and terms are
/// as large as before. The numbers of an input are exact, and so is what is near its mean when that is subtracted: of temperatures of 290 K
/// ± 5 the fold would leave a sum of terms of 58 for values of 1. A shift of an input is therefore folded only up to [#LARGEST_SHIFT], 16
/// deviations where values are standardised.
///
/// Order: after FoldFollowingAffine, before FoldConstants.
public final class FoldPrecedingAffine implements RewriteRule {
  private static final double LARGEST_SHIFT = 16;

  @Override
  public String does() {
    return "multiplies the scale and shift before a contraction into its weights and bias";
  }

  @Override
  public Numerics numerics() {
    return Numerics.reassociates(1, "a sum of products is distributed: the shift's part, rounded on its own, is added as a bias; against "
        + "values of about 1 that are exact, of which the shift is at most 16");
  }

  @Override
  public Outcome apply(Node node, Rewriter rw) {
    if (FoldFollowingAffine.weight(node, rw) != 1 || node.op() instanceof Convolution c && c.batchGroups() > 1) {
      return Outcome.NO_MATCH;
    }
    Affine affine = Affine.of(node.input(0), rw.constants());
    if (affine == null) {
      return Outcome.NO_MATCH;
    }
    if (!rw.uses().only(affine.node(), node)) {
      return rw.miss(affine.node(), "has other uses than %s, which need its value", node.op().mnemonic());
    }
    Node shift = affine.shift(rw);
    if (shift != null && readsPadding(node)) {
      return rw.miss(node, "reads zeros of its padding, which the shift in front of it leaves alone");
    }
    var weights = new Weights(node, affine.x().type().shape(), rw);
    Node scale = affine.scale(rw);
    Node scaled = scale == null ? node.input(1) : weights.times(scale);
    Node bias = shift == null ? null : weights.sum(shift);
    if (scaled == null || shift != null && bias == null) {
      return rw.miss(affine.node(), "differs within an input channel, for which the weights have one number");
    }
    Optional<WeightRange> range = WeightRange.of(node.input(1), node.op() instanceof Convolution ? 1 : node.input(1).type().rank() - 2);
    String obstacle = scale == null || range.isEmpty() ? null : range.get().obstacle(scale, null);
    if (obstacle != null) {
      return rw.miss(node, "%s", obstacle);
    }
    if (shift != null && isExact(affine.x()) && !isAtMost(LARGEST_SHIFT, shift)) {
      return rw.miss(affine.node(), "shifts an input by more than %.0f: what it cancels exactly would be rounded", LARGEST_SHIFT);
    }
    List<Node> inputs = List.of(affine.x(), scaled);
    if (bias == null) {
      return rw.replace(List.of(affine.node(), node), node.op(), inputs);
    }
    Node product = rw.add(node.op(), inputs, Rewriter.merged(List.of(affine.node(), node)));
    return rw.replace(List.of(affine.node(), node), new Add(), List.of(product, bias));
  }

  /// Whether `node` holds values as they came in, chosen and moved at most.
  private static boolean isExact(Node node) {
    return switch (node.op()) {
      case Input i -> true;
      case State s -> true;
      case View v -> isExact(node.input(0));
      case MaxPool m -> isExact(node.input(0));
      case Relu r -> isExact(node.input(0));
      case Concat c -> node.inputs().stream().anyMatch(FoldPrecedingAffine::isExact);
      default -> false;
    };
  }

  private static boolean isAtMost(double limit, Node shift) {
    NdArray values = Evaluator.constant(shift);
    return IntStream.range(0, values.size()).allMatch(i -> Math.abs(values.get(i)) <= limit);
  }

  private static boolean readsPadding(Node node) {
    if (!(node.op() instanceof Convolution c)) {
      return false;
    }
    Structure s = NodeFacts.of(node);
    return c.inputDilation().stream().anyMatch(e -> e > 1)
        || !IndexRange.inside(s.reads().getFirst(), s.axes(), node.input(0).type().shape());
  }

  /// The weights of a contraction, seen as `[groups, outputs, inputs, …]` or `[…, inputs, outputs]`.
  private record Weights(Node node, Shape x, Rewriter rw) {
    private Shape grouped() {
      Shape w = node.input(1).type().shape();
      int groups = ((Convolution) node.op()).groups();
      return groups == 1 ? w.inserted(0, Dim.of(1)) : w.with(0, w.extent(0) / groups).inserted(0, Dim.of(groups));
    }

    /// Times one number per input channel; null where `value` has others.
    @Nullable Node times(Node value) {
      Node product = spread(value);
      return product == null ? null : Affine.reshaped(product, node.input(1).type().shape(), rw, node.loc());
    }

    /// `value` times the weights, summed over all but the outputs, as it is added to the result.
    @Nullable Node sum(Node value) {
      Node product = spread(value);
      if (product == null) {
        return null;
      }
      int rank = product.type().rank();
      if (node.op() instanceof MatMul) {
        return rw.add(new ReduceSum(List.of(rank - 2), rank > 2), List.of(product), node.loc());
      }
      Node sums = rw.add(new ReduceSum(IntStream.range(2, rank).boxed().toList(), false), List.of(product), node.loc());
      Shape channels = Shape.of(List.of(node.input(1).type().shape().dim(0)));
      return Affine.leading(Affine.reshaped(sums, channels, rw, node.loc()), rank - 3, rw, node.loc());
    }

    private @Nullable Node spread(Node value) {
      boolean convolution = node.op() instanceof Convolution;
      Node vector = Affine.along(value, convolution ? 1 : x.rank() - 1, x, rw, node.loc());
      Node w = node.input(1);
      if (vector == null) {
        return null;
      }
      if (!convolution) {
        return rw.add(new Mul(), List.of(w, Affine.leading(vector, 1, rw, node.loc())), w.loc());
      }
      Shape grouped = grouped();
      Node channels = vector;
      if (vector.type().rank() > 0) {
        Shape byGroup = Shape.of(List.of(grouped.dim(0), Dim.of(1), grouped.dim(2)));
        channels = Affine.leading(Affine.reshaped(vector, byGroup, rw, node.loc()), grouped.rank() - 3, rw, node.loc());
      }
      return rw.add(new Mul(), List.of(Affine.reshaped(w, grouped, rw, w.loc()), channels), w.loc());
    }
  }
}
