package jacquard.api.build;

import org.jspecify.annotations.Nullable;

/// What is said of local response normalisation; `ResponseNormOptions` names and explains each.
public final class ResponseNormSettings {
  public double alpha = 1e-4;
  public double beta = 0.75;
  public double k = 1;
  public boolean divideBySize = true;
  public @Nullable String name;
}
