package jacquard.ir.op.normalization;

import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.elementwise.Map;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.reduction.ReduceMean;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.op.shape.Reshape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `z_score`: how many deviations each element lies from the mean, which all normalisations by statistics of their own operand share:
///
///     y = (x − mean) / √(variance + ε) · scale + shift,   mean and (biased) variance along `axes`
///
/// Operands `x`, and perhaps `scale, shift` with an element for each mean: the shape of `x` with 1 along `axes`.
/// Numerics a large mean or deviation costs no digits, see [CenteredMoments].
/// Errors   `z_score/axis`, `/statistics`, `/epsilon`.
/// Source: Ioffe & Szegedy 2015, arXiv:1502.03167, algorithm 1.
public record ZScore(List<Integer> axes, double epsilon) implements Normalization {
  public ZScore {
    axes = List.copyOf(axes);
  }

  @Override
  public TensorType infer(Operands in) {
    Normalization.check(in, 0, epsilon);
    Shape kept = new ReduceSum(axes, true).infer(new Operands(this, List.of(in.type(0)), in.loc())).shape();
    for (int k = 1; k < in.size(); k++) {
      Normalization.requireShape(in, k, kept);
    }
    return in.type(0);
  }

  /// `y = d · f + (shift − md · f)` with `f = scale / √(variance + ε)`, and `d`, `md` as in [CenteredMoments]: one product
  /// and one sum an element.
  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    CenteredMoments moments = moments(inputs.getFirst(), g);
    Node factor = factor(moments.inverseDeviation(epsilon, g), inputs, g);
    Scalar start = Scalar.read(0).times(Scalar.read(1));
    Node level = inputs.size() == 1 ? map(start.negated(), g, moments.mean(), factor)
        : map(Scalar.read(2).minus(start), g, moments.mean(), factor, inputs.get(2));
    return map(Scalar.read(0).times(Scalar.read(1)).plus(Scalar.read(2)), g, moments.values(), factor, level);
  }

  /// With `z` the result without scale and shift, and sums over `n` elements along `axes`:
  ///
  ///     dx = f · (dy − Σ dy / n − z · Σ dy·z / n),    dscale = Σ dy·z,    dshift = Σ dy
  @Override
  public List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    CenteredMoments moments = moments(self.input(0), g);
    Node inverse = moments.inverseDeviation(epsilon, g);
    Node terms = map(Scalar.read(0).minus(Scalar.read(1)).times(Scalar.read(2)), g, moments.values(), moments.mean(), dy);
    Node dscale = map(Scalar.read(0).times(Scalar.read(1)), g, sum(terms, g), inverse);
    Node dshift = sum(dy, g);
    Scalar count = new Scalar.Count(ReduceMean.count(self, axes));
    Node slope = map(Scalar.read(0).dividedBy(count).times(Scalar.read(1)), g, dscale, inverse);
    Node level = map(Scalar.read(0).dividedBy(count).minus(Scalar.read(1).times(Scalar.read(2))), g, dshift, moments.mean(), slope);
    Scalar dx = Scalar.read(1).minus(Scalar.read(0).times(Scalar.read(3))).minus(Scalar.read(2)).times(Scalar.read(4));
    Node each = map(dx, g, moments.values(), dy, level, slope, factor(inverse, self.inputs(), g));
    return self.inputs().size() == 1 ? List.of(each) : List.of(each, dscale, dshift);
  }

  private CenteredMoments moments(Node x, GraphBuilder g) {
    return CenteredMoments.of(x, axes, CenteredMoments.scale(epsilon, x.type().dtype()), g);
  }

  private static Node factor(Node inverse, List<Node> inputs, GraphBuilder g) {
    return inputs.size() == 1 ? inverse : g.add(new Mul(), inverse, inputs.get(1));
  }

  private Node sum(Node x, GraphBuilder g) {
    return Reshape.kept(g.add(new ReduceSum(axes, false), x), x, axes, g);
  }

  private static Node map(Scalar body, GraphBuilder g, Node... operands) {
    return Map.node(body, operands[0].type().dtype(), List.of(operands), g);
  }
}
