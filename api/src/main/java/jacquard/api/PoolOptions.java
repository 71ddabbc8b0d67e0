package jacquard.api;

import java.util.function.Consumer;

/// The options of windows that have none of their own: maximum, sum and norm poolings, `unfold` and `fold`. See [WindowOptions].
public final class PoolOptions extends WindowOptions<PoolOptions> {
  PoolOptions(int... window) {
    super(window);
  }

  static PoolOptions of(int window, Consumer<PoolOptions> options) {
    var chosen = new PoolOptions(window);
    options.accept(chosen);
    return chosen;
  }

  @Override
  PoolOptions self() {
    return this;
  }
}
