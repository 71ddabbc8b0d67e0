package jacquard.api.build;

import jacquard.api.layer.Border;
import org.jspecify.annotations.Nullable;

/// What is said of a padding; `PadOptions` names and explains each.
public final class PadSettings {
  public int[] before;
  public int[] after;
  public Border border = Border.zero();
  public @Nullable String name;

  public PadSettings(int amount) {
    before = new int[] {amount};
    after = new int[] {amount};
  }
}
