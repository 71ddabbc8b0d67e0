package jacquard.api.options;

import jacquard.api.build.NormSettings;
import jacquard.api.check.Check;
import jacquard.api.layer.Initializer;

/// The options of layer, group and instance normalisation; each may be left out.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `epsilon` | added to the variance | 1e-5 |
/// | `affine` | whether the result is scaled and shifted by learned numbers | true |
/// | `scaleInit`, `shiftInit` | how those start | 1 and 0 |
/// | `name` | the layer's name | `layerNorm1`, `groupNorm1`, `instanceNorm1` … |
public final class NormOptions {
  private final NormSettings settings;

  /// Made by the methods that take these options.
  @SuppressWarnings("exports") // a hidden type, so that users cannot call this
  public NormOptions(NormSettings settings) {
    this.settings = settings;
  }

  /// What is added to the variance; 1e-5 unless given.
  public NormOptions epsilon(double value) {
    settings.epsilon = value;
    return this;
  }

  /// Whether the result is scaled and shifted by learned numbers; true unless said otherwise.
  public NormOptions affine(boolean used) {
    settings.affine = used;
    return this;
  }

  /// How the scales start; at 1 unless given.
  public NormOptions scaleInit(Initializer scales) {
    settings.scaleInit = Check.given("the initializer", scales);
    return this;
  }

  /// How the shifts start; at 0 unless given.
  public NormOptions shiftInit(Initializer shifts) {
    settings.shiftInit = Check.given("the initializer", shifts);
    return this;
  }

  /// The layer's name, in place of its kind and number.
  public NormOptions name(String layer) {
    settings.name = Check.given("the name of the layer", layer);
    return this;
  }
}
