package jacquard.api.network;

/// The names of the inputs and outputs that graphs of a model have besides those of the network.
public final class GraphNames {
  public static final String INPUT = "x";
  public static final String TARGET = "target";
  public static final String LEARNING_RATE = "learning_rate";
  public static final String STEP = "step";
  public static final String SEED = "seed";
  public static final String OUTPUT = "output";
  public static final String LOSS = "loss";

  /// After a parameter's name: its gradient, from a shard to the update.
  public static final String GRADIENT = "/gradient";
  /// After a statistic's name: its next value.
  public static final String NEXT = "/next";

  private GraphNames() {}
}
