package jacquard.api.options;

import jacquard.api.build.RbfSettings;
import jacquard.api.check.Check;
import jacquard.api.layer.RbfCodes;
import jacquard.ir.NdArray;

/// The options of a layer of distances to class codes; each may be left out.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `codes` | the codes, `[classes, features]` | [RbfCodes#hadamard(int,int)] |
/// | `trained` | whether the codes are parameters, starting from `codes`, or stay | false |
/// | `name` | the layer's name | `rbf1`, `rbf2` … |
public final class RbfOptions {
  private final RbfSettings settings;

  /// Made by the methods that take these options.
  @SuppressWarnings("exports") // a hidden type, so that users cannot call this
  public RbfOptions(RbfSettings settings) {
    this.settings = settings;
  }

  /// The class codes, `[classes, features]`; those of [RbfCodes#hadamard(int,int)] unless given.
  public RbfOptions codes(NdArray values) {
    settings.codes = Check.given("the array of codes", values).cast(values.dtype());
    return this;
  }

  /// Whether training moves the codes; false unless said otherwise.
  public RbfOptions trained(boolean moved) {
    settings.trained = moved;
    return this;
  }

  /// The layer's name, in place of its kind and number.
  public RbfOptions name(String chosen) {
    settings.name = Check.given("the name of the layer", chosen);
    return this;
  }
}
