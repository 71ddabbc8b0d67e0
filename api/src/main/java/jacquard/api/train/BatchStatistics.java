package jacquard.api.train;

import jacquard.api.check.Plural;
import jacquard.api.network.NetworkDefinition;
import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.ir.graph.Node;
import jacquard.ir.op.normalization.ZScore;
import java.util.Optional;
import java.util.stream.IntStream;

/// Whether a batch holds more than one number for each mean that a network takes over it.
///
/// The deviation of one number from its own mean is 0: a batch normalisation of such batches gives its shift whatever comes in, and nothing
/// before it learns.
/// Errors   `train/one-value`.
public final class BatchStatistics {
  private BatchStatistics() {}

  /// Whether a batch of one example gives one number to some mean.
  public static boolean needsSeveral(NetworkDefinition structure) {
    return meanOfBatch(structure).isPresent();
  }

  /// Requires batches of `batch` of `examples` examples, the smaller last one of an epoch included, to hold more than one number for each
  /// mean.
  public static void requireSeveral(NetworkDefinition structure, int batch, int examples) {
    int full = Math.min(batch, examples);
    int last = examples % full == 0 ? full : examples % full;
    if (last > 1 || !needsSeveral(structure)) {
      return;
    }
    UserError.Builder error = error(structure, Plural.of(examples, "example") + " in batches of " + full
        + (full == 1 ? "" : ", which leave one example for the last of each epoch"));
    if (examples == 1) {
      throw error.fix("train on more examples, or use layerNorm(), whose statistics are those of one example").build();
    }
    int other = IntStream.iterate(full + 1, b -> b + 1).filter(b -> examples % b != 1).findFirst().orElseThrow();
    throw error.fix("train in batches of another size, such as batch(%d), or leave an example out", other).build();
  }

  /// The error for a batch of one example.
  public static UserError single(NetworkDefinition structure) {
    return error(structure, "a batch of one example").fix("step on two or more examples at a time").build();
  }

  private static UserError.Builder error(NetworkDefinition structure, String batches) {
    Node mean = meanOfBatch(structure).orElseThrow();
    String layer = mean.loc().layers().isEmpty() ? "a batch norm" : "layer \"" + mean.loc().layers().getFirst() + "\"";
    return UserError.of("train/one-value").problem("a batch norm cannot train on one value per channel").at(Loc.ofCaller())
        .where("%s of \"%s\"", layer, structure.name()).got("%s: one value per channel and example", mean.type().shape())
        .got("%s", batches).expected("more than one value per channel in every batch, as their mean is subtracted");
  }

  /// The first normalisation over a batch to whose means an example gives one number each.
  private static Optional<Node> meanOfBatch(NetworkDefinition structure) {
    return structure.training().graph().nodes().stream()
        .filter(n -> n.op() instanceof ZScore z && isSingle(n.type().shape(), z)).findFirst();
  }

  private static boolean isSingle(Shape shape, ZScore z) {
    return z.axes().contains(0) && z.axes().stream().allMatch(a -> shape.dim(a).count() == 1);
  }
}
