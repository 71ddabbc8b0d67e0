package jacquard.compiler.pass.decompose;

import jacquard.compiler.cost.LayerCost;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Spends an allowance of error over the layers of a network: exact decompositions as ever, approximate ones where they save most.
///
/// The errors of layers are taken to be independent, so that their squares add up to the square of the error at the output. Whether
/// they do is for whoever runs the result to find out, who then asks again with another allowance.
public final class Budget {
  private final LayerCost cost;
  private final Map<Object, List<Option>> options = new LinkedHashMap<>();
  private final Map<Object, Optional<Factored>> exact = new HashMap<>();
  private final Map<Object, Map<Option, Factored>> made = new HashMap<>();

  public Budget(LayerCost cost) {
    this.cost = cost;
  }

  /// Decides as if nothing could be lost, and learns which layers there are.
  public Decisions exact() {
    return layer -> {
      Optional<Factored> found = exactOf(layer);
      if (found.isEmpty()) {
        options.computeIfAbsent(layer.key(), key -> layer.approximations(cost));
      }
      return found;
    };
  }

  private Optional<Factored> exactOf(LayerWeights layer) {
    return exact.computeIfAbsent(layer.key(), key -> layer.exact(cost));
  }

  /// Decides as [#choice] of `allowance` does.
  public Decisions within(double allowance) {
    Map<Object, Option> choice = choice(allowance);
    return layer -> {
      Option chosen = choice.get(layer.key());
      if (chosen != null) {
        return Optional.of(made.computeIfAbsent(layer.key(), key -> new HashMap<>()).computeIfAbsent(chosen, layer::factored));
      }
      return options.containsKey(layer.key()) ? Optional.empty() : exactOf(layer);
    };
  }

  /// One option for each layer that gets any: step by step the one that saves most time for the square of its error, as long as the
  /// squares fit into that of `allowance`.
  public Map<Object, Option> choice(double allowance) {
    var choice = new LinkedHashMap<Object, Option>();
    double left = allowance * allowance;
    while (true) {
      Object layer = null;
      Option best = null;
      for (Map.Entry<Object, List<Option>> entry : options.entrySet()) {
        Option now = choice.get(entry.getKey());
        for (Option option : entry.getValue()) {
          if (extra(now, option) <= left && saved(now, option) > 0
              && (best == null || saved(now, option) / extra(now, option)
              > saved(choice.get(layer), best) / extra(choice.get(layer), best))) {
            layer = entry.getKey();
            best = option;
          }
        }
      }
      if (best == null || layer == null) {
        return choice;
      }
      left -= extra(choice.get(layer), best);
      choice.put(layer, best);
    }
  }

  private static double saved(@Nullable Option now, Option next) {
    return (now == null ? next.whole() : now.time()) - next.time();
  }

  private static double extra(@Nullable Option now, Option next) {
    double before = now == null ? 0 : now.residual() * now.residual();
    return Math.max(next.residual() * next.residual() - before, Double.MIN_NORMAL);
  }
}
