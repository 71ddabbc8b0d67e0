package jacquard.api.build;

import jacquard.ir.NdArray;
import org.jspecify.annotations.Nullable;

/// What is said of a layer of distances to class codes; `RbfOptions` names and explains each.
public final class RbfSettings {
  public @Nullable NdArray codes;
  public boolean trained;
  public @Nullable String name;
}
