package jacquard.api.build;

/// What is said of an average pooling; `AvgPoolOptions` names and explains each.
public final class AvgPoolSettings extends WindowSettings {
  public boolean countPadding = true;

  public AvgPoolSettings(int... window) {
    super(window);
  }
}
