package jacquard.api.build;

import org.jspecify.annotations.Nullable;

/// What is said of a batch normalisation; `BatchNormOptions` names and explains each.
public final class BatchNormSettings {
  public double epsilon = 1e-5;
  public double momentum = 0.1;
  public boolean unbiased = true;
  public boolean scale = true;
  public boolean shift = true;
  public @Nullable String name;
}
