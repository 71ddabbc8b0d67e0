package jacquard.api.build;

import jacquard.ir.op.pooling.Interpolation;
import org.jspecify.annotations.Nullable;

/// What is said of a resizing; `ResizeOptions` names and explains each.
public final class ResizeSettings {
  public int @Nullable [] size;
  public double @Nullable [] factor;
  public Interpolation mode = Interpolation.NEAREST;
  public boolean alignCorners;
  public @Nullable String name;
}
