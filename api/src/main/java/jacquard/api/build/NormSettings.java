package jacquard.api.build;

import jacquard.api.layer.Initializer;
import org.jspecify.annotations.Nullable;

/// What is said of layer, group and instance normalisation; `NormOptions` names and explains each.
public final class NormSettings {
  public double epsilon = 1e-5;
  public boolean affine = true;
  public Initializer scaleInit = Initializer.constant(1);
  public Initializer shiftInit = Initializer.zeros();
  public @Nullable String name;
}
