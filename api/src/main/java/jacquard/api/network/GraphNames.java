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

  private GraphNames() {}

  /// The output that holds the gradient of a parameter.
  public static String gradient(String parameter) {
    return parameter + "/gradient";
  }
}
