package jacquard.api.build;

import jacquard.ir.op.pooling.InterpolationMode;
import org.jspecify.annotations.Nullable;

/// What is said of a resizing; `ResizeOptions` names and explains each.
public final class ResizeSettings {
  public int @Nullable [] size;
  public double @Nullable [] factor;
  public InterpolationMode mode = InterpolationMode.NEAREST;
  public boolean alignCorners;
  public @Nullable String name;
}
