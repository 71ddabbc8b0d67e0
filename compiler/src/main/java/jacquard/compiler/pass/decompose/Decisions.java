package jacquard.compiler.pass.decompose;

import jacquard.compiler.cost.LayerCost;
import java.util.Optional;

/// Which decomposition a layer gets, if any. Layers come in the order of the graph, and one that has been split may come again.
@FunctionalInterface
public interface Decisions {
  /// Exact decompositions that pay on any machine.
  Decisions EXACT = layer -> layer.exact(new LayerCost(LayerCost.USUAL_BALANCE));

  Optional<Factored> decide(LayerWeights layer);
}
