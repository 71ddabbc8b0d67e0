package jacquard.api.build;

import jacquard.api.layer.Initializer;
import org.jspecify.annotations.Nullable;

/// What is said of layers whose filters look at windows; `FilterOptions` names and explains each.
public class FilterSettings {
  public int[] kernel;
  public int[] stride = {1};
  public int[] dilation = {1};
  public int groups = 1;
  public boolean bias = true;
  public Initializer init = Initializer.fanIn();
  public Initializer biasInit = Initializer.fanIn();
  public @Nullable String name;

  FilterSettings(int... kernel) {
    this.kernel = kernel;
  }
}
