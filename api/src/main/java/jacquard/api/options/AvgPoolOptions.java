package jacquard.api.options;

import jacquard.api.build.AvgPoolSettings;

/// The options of an average pooling: those of [WindowOptions] and
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `countPadding` | whether the zeros count in the mean | true |
public final class AvgPoolOptions extends WindowOptions<AvgPoolOptions> {
  private final AvgPoolSettings settings;

  /// Made by the methods that take these options.
  @SuppressWarnings("exports") // a hidden type, so that users cannot call this
  public AvgPoolOptions(AvgPoolSettings settings) {
    super(settings);
    this.settings = settings;
  }

  /// Whether padding counts in the mean; true unless said otherwise.
  public AvgPoolOptions countPadding(boolean counted) {
    settings.countPadding = counted;
    return this;
  }

  @Override
  AvgPoolOptions self() {
    return this;
  }
}
