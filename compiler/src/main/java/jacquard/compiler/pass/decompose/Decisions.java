package jacquard.compiler.pass.decompose;

import jacquard.compiler.cost.LayerCost;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// Which decomposition a layer gets, if any. Layers come in the order of the graph, and one that has been split may come again.
@FunctionalInterface
public interface Decisions {
  /// Exact decompositions that pay on any machine.
  Decisions EXACT = new Decisions() {
    private static final LayerCost COST = new LayerCost(LayerCost.USUAL_BALANCE);

    @Override
    public Optional<Factored> decide(LayerWeights layer) {
      return layer.exact(COST);
    }

    @Override
    public Decisions knowing(List<LayerWeights> layers) {
      List<Ranks> ranks = Ranks.of(layers, COST);
      var known = new HashMap<Object, Ranks>();
      for (int i = 0; i < ranks.size(); i++) {
        known.put(layers.get(i).key(), ranks.get(i));
      }
      return layer -> known.containsKey(layer.key()) ? layer.exact(COST, known.get(layer.key())) : decide(layer);
    }
  };

  Optional<Factored> decide(LayerWeights layer);

  /// The same decisions, where these layers are known to come: they may be looked at together.
  default Decisions knowing(List<LayerWeights> layers) {
    return this;
  }
}
