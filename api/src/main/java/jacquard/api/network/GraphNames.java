package jacquard.api.network;

import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The names of the inputs and outputs that graphs of a model have besides those of the network.
public final class GraphNames {
  public static final String INPUT = "x";
  public static final String TARGET = "target";
  public static final String LEARNING_RATE = "learning_rate";
  public static final String STEP = "step";
  public static final String SEED = "seed";
  public static final String OUTPUT = "output";
  public static final String LOSS = "loss";

  /// After a parameter's name: its gradient, from a shard to the update. An optimiser's slots are called so too: `/` and their name.
  public static final String GRADIENT = "/gradient";
  /// After a statistic's name: its next value.
  public static final String NEXT = "/next";

  private static final Set<String> NAMES = Set.of(INPUT, TARGET, LEARNING_RATE, STEP, SEED, OUTPUT, LOSS);

  private GraphNames() {}

  /// Whether a parameter called so would have the name of something else: `names` are those of all parameters.
  public static boolean isTaken(String name, Set<String> names) {
    int slash = name.lastIndexOf('/');
    return NAMES.contains(name) || name.startsWith(TARGET + ".") || slash > 0 && names.contains(name.substring(0, slash));
  }

  /// Requires that training can have inputs and outputs of its own beside these, which a file may have called alike.
  public static void requireFree(Stream<String> inputs, Set<String> outputs) {
    List<String> taken = Stream.concat(inputs.filter(n -> !n.equals(INPUT) && (NAMES.contains(n) || n.startsWith(TARGET + "."))),
        outputs.stream().filter(LOSS::equals)).toList();
    if (!taken.isEmpty()) {
      throw UserError.of("model/input").problem("an input or output of the network is called as one of training is").at(Loc.ofCaller())
          .got("%s", taken).expected("none of %s among inputs, no output \"%s\"", NAMES.stream().sorted().toList(), LOSS)
          .fix("rename it in the file; the network runs as it is").build();
    }
  }
}
