package jacquard.ir.onnx.read;

import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.elementwise.Div;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.normalization.LogSoftmax;
import jacquard.ir.op.reduction.ReduceSum;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Losses of log-probabilities or logits `[N,C,…]` against class numbers `[N,…]`, with weights of classes and a class that does not count:
///
///     loss[n,…] = −w[label] · logp[n,label,…],    mean = Σ loss / Σ w[label]
final class LossOps {
  private LossOps() {}

  static void addTo(Map<String, Translator> table) {
    table.put("NegativeLogLikelihoodLoss", Translator.of(c -> reduced(c, c.node(0))));
    table.put("SoftmaxCrossEntropyLoss", LossOps::crossEntropy);
  }

  private static List<@Nullable Operand> crossEntropy(OperatorCall call) {
    Node logarithms = call.add(new LogSoftmax(1), call.node(0));
    return Translator.results(reduced(call, logarithms), logarithms);
  }

  private static Node reduced(OperatorCall call, Node logp) {
    Scalar label = Scalar.read(1);
    Scalar hit = label.compare(CompareFn.EQ, new Scalar.Index(IndexExpr.var(1)));
    if (call.attribute("ignore_index").isPresent()) {
      Scalar counts = label.compare(CompareFn.NE, Scalar.constant(call.integer("ignore_index", 0)));
      hit = new Scalar.Binary(BinaryFn.AND, hit, counts);
    }
    Scalar weight = call.has(2) ? Scalar.read(2) : Scalar.constant(1);
    Node losses = overClasses(call, logp, Scalar.select(hit, Scalar.read(0).times(weight).negated(), Scalar.constant(0)));
    String reduction = call.text("reduction", "mean");
    if (reduction.equals("none")) {
      return losses;
    }
    Node sum = total(call, losses);
    return reduction.equals("sum") ? sum
        : call.add(new Div(), sum, total(call, overClasses(call, logp, Scalar.select(hit, weight, Scalar.constant(0)))));
  }

  private static Node total(OperatorCall call, Node x) {
    return call.add(new ReduceSum(IntStream.range(0, x.type().rank()).boxed().toList(), false), x);
  }

  /// The sum of `body` over the classes, of which it reads log-probability, label and weight.
  private static Node overClasses(OperatorCall call, Node logp, Scalar body) {
    Shape shape = logp.type().shape();
    List<IndexExpr> point = new ArrayList<>(IndexExpr.vars(0, shape.rank()));
    List<IndexExpr> example = new ArrayList<>(point);
    example.remove(1);
    var reads = new ArrayList<>(List.of(Access.of(0, point), Access.of(1, example)));
    Node labels = call.cast(call.node(1), DType.I32);
    var operands = new ArrayList<>(List.of(logp, labels));
    if (call.has(2)) {
      reads.add(Access.of(2, IndexExpr.var(1)));
      operands.add(call.node(2));
    }
    var structure = new Structure(Elementwise.axes(shape), reads, example, Combine.SUM, body);
    return call.g().add(new Generic(structure, logp.type().shaped(shape.without(1))), operands);
  }
}
