package jacquard.compiler.pass.decompose;

import java.util.Optional;

/// Which decomposition a layer gets, if any. Layers come in the order of the graph, and one that has been split may come again.
public interface Decisions {
  /// Exact decompositions that pay on any machine.
  Decisions EXACT = layer -> layer.exact(new CostModel(CostModel.USUAL_BALANCE));

  Optional<Factored> decide(LayerWeights layer);

  /// Told of a split that was made.
  default void made(LayerWeights layer, Option option) {}
}
