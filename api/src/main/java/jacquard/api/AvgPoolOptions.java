package jacquard.api;

/// The options of an average pooling: those of [WindowOptions] and
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `countPadding` | whether the zeros count in the mean | true |
public final class AvgPoolOptions extends WindowOptions<AvgPoolOptions> {
  boolean countPadding = true;

  AvgPoolOptions(int... window) {
    super(window);
  }

  public AvgPoolOptions countPadding(boolean counted) {
    countPadding = counted;
    return this;
  }

  @Override
  AvgPoolOptions self() {
    return this;
  }
}
