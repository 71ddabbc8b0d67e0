package jacquard.api.options;

import jacquard.api.build.WindowSettings;

/// The options of windows that have none of their own: maximum, sum and norm poolings, `unfold` and `fold`. See [WindowOptions].
public final class PoolOptions extends WindowOptions<PoolOptions> {
  /// Made by the methods that take these options.
  @SuppressWarnings("exports") // a hidden type, so that users cannot call this
  public PoolOptions(WindowSettings settings) {
    super(settings);
  }

  @Override
  PoolOptions self() {
    return this;
  }
}
