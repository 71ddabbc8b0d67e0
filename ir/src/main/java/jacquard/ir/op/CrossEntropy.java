package jacquard.ir.op;

import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// `cross_entropy`: softmax cross-entropy of logits `[N,C,…]` against class numbers `[N,…]`, with label smoothing `ε`:
///
///     loss[n,…] = −Σ c  q_c · log_softmax(logits)[n,c,…],    q_c = (1 − ε)·[c = label] + ε/C
///
/// Source: Szegedy et al. 2015, arXiv:1512.00567, section 7, for the smoothing. Errors `cross_entropy/labels`, `/smoothing`.
public record CrossEntropy(double smoothing, LossReduction reduction) implements CompositeOp {
  @Override
  public TensorType infer(Operands in) {
    in.count(2);
    in.floating(0, "logits");
    in.rankAtLeast(0, "logits", 2);
    DType labels = in.type(1).dtype();
    Shape perExample = in.shape(0).without(1);
    if (labels != DType.I32 && labels != DType.I64 || !in.shape(1).equals(perExample)) {
      throw in.error("labels", "labels are class numbers, one per example").got("logits %s, labels %s", in.type(0), in.type(1))
          .expected("labels i32%s or i64%s", perExample, perExample).build();
    }
    if (smoothing < 0 || smoothing >= 1) {
      throw in.error("smoothing", "label smoothing must lie in [0, 1)").got("%s", smoothing).build();
    }
    return in.type(0).shaped(reduction == LossReduction.NONE ? perExample : Shape.SCALAR);
  }

  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    Node logits = inputs.getFirst();
    Node logp = g.add(new LogSoftmax(1), logits);
    Node losses = perExample(logp, inputs.get(1), g);
    List<Integer> all = IntStream.range(0, losses.type().rank()).boxed().toList();
    return switch (reduction) {
      case NONE -> losses;
      case SUM -> g.add(new ReduceSum(all, false), losses);
      case MEAN -> g.add(new ReduceMean(all, false), losses);
    };
  }

  /// `−Σ c q_c·logp`, the target distribution computed from the label where it is used.
  private Node perExample(Node logp, Node labels, GraphBuilder g) {
    Shape shape = logp.type().shape();
    var axes = new ArrayList<>(Elementwise.axes(shape));
    List<IndexExpr> all = IndexExpr.vars(0, shape.rank());
    var example = new ArrayList<>(all);
    example.remove(1);
    Scalar chosen = Scalar.read(1).compare(CompareFn.EQ, new Scalar.Index(IndexExpr.var(1)));
    Scalar target = Scalar.select(chosen, Scalar.constant(1 - smoothing), Scalar.constant(0))
        .plus(Scalar.constant(smoothing / shape.extent(1)));
    var structure = new Structure(axes, List.of(Access.of(0, all), Access.of(1, example)), example, Combine.SUM,
        Scalar.read(0).times(target).negated());
    return g.add(new Generic(structure, logp.type().shaped(shape.without(1))), logp, labels);
  }
}
