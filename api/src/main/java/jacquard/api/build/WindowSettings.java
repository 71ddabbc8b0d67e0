package jacquard.api.build;

import org.jspecify.annotations.Nullable;

/// What is said of layers that look at windows without weights; `WindowOptions` names and explains each.
public class WindowSettings {
  public int[] window;
  public int @Nullable [] stride;
  public int[] padding = {0};
  public int[] dilation = {1};
  public boolean ceil;
  public @Nullable String name;

  public WindowSettings(int... window) {
    this.window = window;
  }
}
