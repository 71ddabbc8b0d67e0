package jacquard.ir.op.loss;

import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Adjoint;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.elementwise.Div;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.reduction.ReduceSum;
import java.util.ArrayList;
import java.util.List;

/// A loss of log-probabilities `[N,C,…]` against classes: `−Σ c  w_c · q_c · logp[n,c,…]`.
///
/// Operands
/// - what log-probabilities are computed from;
/// - the target: class numbers `[N,…]`, with `q_c = (1 − ε)·[c = label] + ε/C`, or probabilities `p[N,C,…]`, with
///   `q_c = (1 − ε)·p_c + ε/C`, where `ε` is the label smoothing. A number outside `[0, C)` matches no class;
/// - perhaps weights `w[C]`, else 1. The mean of losses of class numbers then divides by the sum of their classes' weights.
///
/// Errors   `…/labels`, `…/weights`, `…/smoothing`.
public sealed interface ClassLoss extends LossOp permits CrossEntropy, NllLoss {
  double smoothing();

  /// Log-probabilities from operand 0.
  Node logProbabilities(Node x, GraphBuilder g);

  @Override
  default TensorType infer(Operands in) {
    if (in.size() != 3) {
      in.count(2);
    }
    in.floating(0, "logits");
    in.rankAtLeast(0, "logits", 2);
    Shape perExample = in.shape(0).without(1);
    if (!in.type(1).equals(in.type(0)) && !(isInteger(in.type(1)) && in.shape(1).equals(perExample))) {
      throw in.error("labels", "labels are class numbers, one per example, or probabilities of the logits' type")
          .got("logits %s, labels %s", in.type(0), in.type(1)).expected("labels i32%s, i64%s or %s", perExample, perExample, in.type(0))
          .build();
    }
    TensorType weights = in.type(0).shaped(Shape.of(List.of(in.shape(0).dim(1))));
    if (in.size() == 3 && !in.type(2).equals(weights)) {
      throw in.error("weights", "there is one weight per class").got("%s", in.type(2)).expected("%s", weights).build();
    }
    if (!(smoothing() >= 0 && smoothing() < 1)) {
      throw in.error("smoothing", "label smoothing must lie in [0, 1)").got("%s", smoothing()).build();
    }
    return in.type(0).shaped(reduced(perExample));
  }

  private static boolean isInteger(TensorType type) {
    return type.dtype() == DType.I32 || type.dtype() == DType.I64;
  }

  @Override
  default Node each(List<Node> inputs, GraphBuilder g) {
    Node logp = logProbabilities(inputs.getFirst(), g);
    var operands = new ArrayList<>(inputs);
    operands.set(0, logp);
    Scalar value = inputs.size() == 3 ? Scalar.read(0).times(Scalar.read(2)) : Scalar.read(0);
    int classes = logp.type().shape().extent(1);
    Scalar body = isInteger(inputs.get(1).type()) && smoothing() == 0
        ? Scalar.select(isLabel(1), value.negated(), Scalar.constant(0))
        : value.times(target(inputs.get(1).type(), classes)).negated();
    return overClasses(body, operands, g);
  }

  /// `q_c`.
  private Scalar target(TensorType targets, int classes) {
    Scalar kept = Scalar.constant(1 - smoothing());
    Scalar target = isInteger(targets) ? Scalar.select(isLabel(1), kept, Scalar.constant(0)) : Scalar.read(1).times(kept);
    return target.plus(Scalar.constant(smoothing() / classes));
  }

  @Override
  default Node mean(Node losses, List<Node> inputs, GraphBuilder g) {
    if (inputs.size() == 2 || !isInteger(inputs.get(1).type())) {
      return LossOp.super.mean(losses, inputs, g);
    }
    Node weights = overClasses(Scalar.select(isLabel(1), Scalar.read(2), Scalar.constant(0)), inputs, g);
    List<Integer> all = LossOp.all(losses);
    return g.add(new Div(), g.add(new ReduceSum(all, false), losses), g.add(new ReduceSum(all, false), weights));
  }

  /// Whether the class a point stands for is the one read `labels` names.
  static Scalar isLabel(int labels) {
    return Scalar.read(labels).compare(CompareFn.EQ, new Scalar.Index(IndexExpr.var(1)));
  }

  /// `Σ c body`, over values `[N,C,…]`, a target of that shape or `[N,…]`, and weights `[C]`, which are the reads 0 to 2 of `body`.
  static Node overClasses(Scalar body, List<Node> operands, GraphBuilder g) {
    TensorType type = operands.getFirst().type();
    List<IndexExpr> all = IndexExpr.vars(0, type.rank());
    var example = new ArrayList<>(all);
    example.remove(1);
    var reads = new ArrayList<>(List.of(Access.of(0, all), Access.of(1, operands.get(1).type().rank() == type.rank() ? all : example)));
    if (operands.size() == 3) {
      reads.add(Access.of(2, IndexExpr.var(1)));
    }
    var structure = new Structure(Elementwise.axes(type.shape()), reads, example, Combine.SUM, body);
    return Generic.node(Adjoint.pruned(structure), type.shaped(type.shape().without(1)), operands, g);
  }
}
