package jacquard.api;

import jacquard.api.check.Check;
import jacquard.ir.DType;
import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.UserError;

/// What a model is built for besides its layers. Immutable: every method returns a changed copy.
///
/// Shapes   `input` is one example, without batch dimension.
/// Numerics initial parameters depend on `seed` alone; those of an `f32` model are those of the `f64` model, rounded.
/// Errors   `model/input`, `model/dtype`
///
/// ```java
/// Model sharp = Model.define("lenet5", ModelOptions.of(Shape.of(1, 28, 28)).dtype(DType.F64).seed(7), new Lenet5());
/// ```
public record ModelOptions(Shape input, DType dtype, long seed) {
  /// The seed of models that name none.
  public static final long DEFAULT_SEED = 0;

  public ModelOptions {
    if (Check.given("the shape of the input", input).rank() == 0 || input.isBatched()
        || input.dims().stream().anyMatch(d -> d.count() < 1)) {
      throw UserError.of("model/input").problem("a model cannot be built for this input shape").at(Loc.ofCaller())
          .got("%s", input).expected("the shape of one example: at least one dimension, every extent at least 1, no batch dimension")
          .fix("give for example Shape.of(3, 32, 32): channels, height, width").build();
    }
    if (!Check.given("the element type", dtype).isFloat()) {
      throw UserError.of("model/dtype").problem("a model computes in floating point").at(Loc.ofCaller()).got("%s", dtype.text())
          .expected("f32 or f64").build();
    }
  }

  /// A model in `f32` with the default seed.
  public static ModelOptions of(Shape input) {
    return new ModelOptions(input, DType.F32, DEFAULT_SEED);
  }

  public ModelOptions input(Shape other) {
    return new ModelOptions(other, dtype, seed);
  }

  /// Computes in `other`: `f32` for work, `f64` where gradients are checked.
  public ModelOptions dtype(DType other) {
    return new ModelOptions(input, other, seed);
  }

  /// Draws the initial parameters from `other`.
  public ModelOptions seed(long other) {
    return new ModelOptions(input, dtype, other);
  }
}
