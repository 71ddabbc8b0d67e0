package jacquard.api;

import jacquard.api.check.Check;
import jacquard.api.network.ArrayCheck;
import jacquard.compiler.DecomposeSettings;
import jacquard.ir.NdArray;
import java.util.LinkedHashMap;
import java.util.Map;

/// How the weights of a model are decomposed into those of two smaller layers each; each may be left out.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `tolerance` | the largest error at an output, relative to the output, that approximations may cause together | 0: exact ones alone |
/// | `calibration` | inputs the error is measured on, `[N, input…]` | four random ones |
/// | `measured` | each decomposed layer is timed before and after, for the report | not timed |
///
/// Errors   `decompose/tolerance`, `run/inputs`, `run/shape`.
public final class DecomposeOptions {
  private double tolerance;
  private final Map<String, NdArray> calibration = new LinkedHashMap<>();
  private boolean measured;
  private boolean unnamed;

  DecomposeOptions() {}

  /// The largest error at an output, relative to the output, that approximations may cause together; 0 unless given: exact ones alone.
  public DecomposeOptions tolerance(double error) {
    tolerance = error;
    return this;
  }

  /// For a model of one input; the more like what the model is for, the better.
  public DecomposeOptions calibration(NdArray inputs) {
    calibration.clear();
    calibration.put(ModelGraphs.INPUT, Check.given("the array of inputs", inputs));
    unnamed = true;
    return this;
  }

  /// By the names of the inputs.
  public DecomposeOptions calibration(Map<String, NdArray> inputs) {
    Check.all("the map of inputs", "an array of inputs", Check.given("the map of inputs", inputs).values());
    calibration.clear();
    calibration.putAll(inputs);
    unnamed = false;
    return this;
  }

  /// Each decomposed layer is timed before and after, for the report.
  public DecomposeOptions measured() {
    measured = true;
    return this;
  }

  DecomposeSettings settings(Model model) {
    Map<String, NdArray> inputs = calibration;
    if (unnamed && model.structure().inputs().size() == 1) {
      inputs = Map.of(model.structure().inputs().getFirst().name(), calibration.values().iterator().next());
    }
    return new DecomposeSettings(tolerance, inputs.isEmpty() ? inputs : ArrayCheck.inputs(model.structure(), inputs), measured);
  }
}
