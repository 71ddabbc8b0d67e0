package jacquard.oracles;

import jacquard.api.Optimizer;
import jacquard.oracles.JsonOracles.Fields;
import java.util.Map;
import java.util.Set;

/// The optimisers of `optimizers.json`, by PyTorch's names of optimisers and settings.
final class TorchOptimizers {
  private static final Map<String, Set<String>> SETTINGS = Map.of(
      "sgd", Set.of("lr", "momentum", "dampening", "nesterov", "weight_decay"),
      "adam", Set.of("lr", "betas", "eps", "weight_decay", "amsgrad"),
      "adamw", Set.of("lr", "betas", "eps", "weight_decay", "amsgrad"),
      "rmsprop", Set.of("lr", "alpha", "eps", "weight_decay", "momentum", "centered"),
      "adagrad", Set.of("lr", "lr_decay", "eps", "weight_decay"));

  private TorchOptimizers() {}

  /// The optimiser of one case of the file; an unknown one, or an unknown setting, is an error.
  static Optimizer of(Fields given) {
    String name = given.text("optimizer");
    Fields s = given.fields("settings");
    Set<String> known = SETTINGS.getOrDefault(name, Set.of());
    s.values().keySet().forEach(setting -> {
      if (!known.contains(setting)) {
        throw new IllegalArgumentException("setting '" + setting + "' of optimizer '" + name + "' is unknown");
      }
    });
    double rate = s.number("lr");
    return switch (name) {
      case "sgd" -> Optimizer.sgd(rate).momentum(number(s, "momentum", 0)).dampening(number(s, "dampening", 0))
          .nesterov(flag(s, "nesterov")).weightDecay(number(s, "weight_decay", 0));
      case "adam" -> adam(Optimizer.adam(rate), s);
      case "adamw" -> adam(Optimizer.adamW(rate), s);
      case "rmsprop" -> {
        var plain = Optimizer.rmsProp(rate);
        yield plain.alpha(number(s, "alpha", plain.alpha())).epsilon(number(s, "eps", plain.epsilon())).centered(flag(s, "centered"))
            .momentum(number(s, "momentum", 0)).weightDecay(number(s, "weight_decay", 0));
      }
      case "adagrad" -> {
        var plain = Optimizer.adagrad(rate);
        yield plain.rateDecay(number(s, "lr_decay", 0)).epsilon(number(s, "eps", plain.epsilon()))
            .weightDecay(number(s, "weight_decay", 0));
      }
      default -> throw new IllegalArgumentException("optimizer '" + name + "' is unknown");
    };
  }

  private static Optimizer adam(Optimizer.Adam plain, Fields s) {
    var adam = plain.epsilon(number(s, "eps", plain.epsilon())).weightDecay(number(s, "weight_decay", plain.weightDecay()))
        .amsgrad(flag(s, "amsgrad"));
    return s.has("betas") ? adam.betas(s.numbers("betas")[0], s.numbers("betas")[1]) : adam;
  }

  private static double number(Fields settings, String name, double otherwise) {
    return settings.has(name) ? settings.number(name) : otherwise;
  }

  private static boolean flag(Fields settings, String name) {
    return settings.has(name) && settings.flag(name);
  }
}
