package jacquard.ir.op.loss;

import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.normalization.LogSoftmax;

/// `cross_entropy`: softmax cross-entropy of logits `[N,C,…]` against class numbers `[N,…]` or probabilities, with label smoothing `ε`:
///
///     loss[n,…] = −Σ c  w_c · q_c · log_softmax(logits)[n,c,…],    q_c = (1 − ε)·[c = label] + ε/C
///
/// Operands and reductions are those of [ClassLoss].
/// Source: Szegedy et al. 2015, arXiv:1512.00567, section 7, for the smoothing.
/// Errors   `cross_entropy/labels`, `/weights`, `/smoothing`.
public record CrossEntropy(double smoothing, LossReduction reduction) implements ClassLoss {
  @Override
  public Node logProbabilities(Node x, GraphBuilder g) {
    return g.add(new LogSoftmax(1), x);
  }
}
