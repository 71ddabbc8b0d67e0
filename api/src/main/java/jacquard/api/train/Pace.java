package jacquard.api.train;

/// How a run goes over its examples: the rate of each step, examples a step, passes over the set, and the seed of their order.
public record Pace(Rate rate, int batch, int epochs, long seed) {
  /// The learning rate of step `step`, from 0, of `total`.
  @FunctionalInterface
  public interface Rate {
    double at(long step, long total);
  }
}
