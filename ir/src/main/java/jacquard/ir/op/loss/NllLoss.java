package jacquard.ir.op.loss;

import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;

/// `nll_loss`: the negative log-likelihood of class numbers `[N,…]` under log-probabilities `[N,C,…]`:
/// `loss[n,…] = −w_label · logp[n,label,…]`.
///
/// Operands and reductions are those of [ClassLoss].
/// Errors   `nll_loss/labels`, `/weights`.
public record NllLoss(LossReduction reduction) implements ClassLoss {
  @Override
  public double smoothing() {
    return 0;
  }

  @Override
  public Node logProbabilities(Node x, GraphBuilder g) {
    return x;
  }
}
