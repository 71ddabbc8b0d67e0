package jacquard.compiler;

import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import java.util.Map;

/// How weights are decomposed: within `tolerance`, the largest error at an output relative to that output, on the `calibration` inputs by
/// name (`[N, …]`; random ones where none are given); with tolerance 0 only without loss. `measured` asks for the time of each layer before
/// and after, which takes some seconds.
///
/// Errors   `decompose/tolerance`.
public record DecomposeSettings(double tolerance, Map<String, NdArray> calibration, boolean measured) {
  public DecomposeSettings {
    calibration = Map.copyOf(calibration);
    if (!(tolerance >= 0 && tolerance < 1)) {
      throw UserError.of("decompose/tolerance").problem("a tolerance is an error relative to the output").got("tolerance = %s", tolerance)
          .expected("at least 0, which allows nothing but rounding, and below 1").fix("0.01 allows one per cent").build();
    }
  }

  public static DecomposeSettings exact() {
    return new DecomposeSettings(0, Map.of(), false);
  }
}
