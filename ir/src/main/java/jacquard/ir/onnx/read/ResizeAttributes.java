package jacquard.ir.onnx.read;

import jacquard.ir.op.pooling.InterpolationMode;
import java.util.List;
import java.util.Optional;

/// How a resize finds the place in its operand that an element of the result lies over, and what it takes from there.
///
/// @param coordinates the rule from places in the result to places in the operand
/// @param rounding which element is the nearest
/// @param cubic the `a` of the cubic of the distance
record ResizeAttributes(InterpolationMode mode, String coordinates, String rounding, double cubic, boolean excludesOutside,
    boolean antialias, double extrapolation, String policy) {
  private static final double DEFAULT_CUBIC = -0.75;

  /// Of `Resize` or the older `Upsample`, which take the element below.
  static ResizeAttributes of(OperatorCall call) {
    String mode = call.text("mode", "nearest");
    boolean old = !call.since(11) || call.operator().equals("Upsample");
    if (!List.of("nearest", "linear", "bilinear", "cubic").contains(mode)) {
      throw call.unsupported("the mode \"%s\"", mode);
    }
    return new ResizeAttributes(ResizeOps.mode(mode), old ? "asymmetric" : call.text("coordinate_transformation_mode", "half_pixel"),
        old ? "floor" : call.text("nearest_mode", "round_prefer_floor"), call.decimal("cubic_coeff_a", DEFAULT_CUBIC),
        call.flag("exclude_outside"), call.flag("antialias"), call.decimal("extrapolation_value", 0),
        call.text("keep_aspect_ratio_policy", "stretch"));
  }

  boolean keepsProportions() {
    return !policy.equals("stretch");
  }

  /// Whether the result covers a region of the operand that may reach outside.
  boolean crops() {
    return coordinates.equals("tf_crop_and_resize");
  }

  boolean alignsCorners() {
    return coordinates.equals("align_corners");
  }

  /// The mode of `Interpolate` that means this; empty where none does.
  Optional<InterpolationMode> builtIn() {
    boolean means = switch (mode) {
      case NEAREST -> coordinates.equals("asymmetric") && rounding.equals("floor");
      case LINEAR -> coordinates.equals("half_pixel") || alignsCorners();
      case CUBIC -> (coordinates.equals("half_pixel") || alignsCorners()) && cubic == DEFAULT_CUBIC && !excludesOutside;
    };
    return means && !antialias ? Optional.of(mode) : Optional.empty();
  }
}
