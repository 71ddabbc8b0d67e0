package jacquard.api;

import jacquard.ir.NdArray;
import org.jspecify.annotations.Nullable;

/// The options of a layer of distances to class codes; each may be left out.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `codes` | the codes, `[classes, features]` | [RbfCodes#hadamard(int,int)] |
/// | `trained` | whether the codes are parameters, starting from `codes`, or stay | false |
/// | `name` | the layer's name | `rbf1`, `rbf2` … |
public final class RbfOptions {
  @Nullable NdArray codes;
  boolean trained;
  @Nullable String name;

  RbfOptions() {}

  public RbfOptions codes(NdArray values) {
    codes = values.cast(values.dtype());
    return this;
  }

  public RbfOptions trained(boolean moved) {
    trained = moved;
    return this;
  }

  public RbfOptions name(String chosen) {
    name = chosen;
    return this;
  }
}
