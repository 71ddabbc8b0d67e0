package jacquard.api.options;

import jacquard.api.build.BatchNormSettings;
import jacquard.api.check.Check;
import jacquard.ir.Loc;
import jacquard.ir.UserError;

/// The options of a batch normalisation; each may be left out.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `epsilon` | added to the variance | 1e-5 |
/// | `momentum` | weight of the new value in a running average, as PyTorch counts it | 0.1 |
/// | `decay` | weight of the old value, as Keras counts it: `decay(0.99)` is `momentum(0.01)` | 0.9 |
/// | `unbiased` | whether the running variance divides by n − 1 (PyTorch) or by n (Keras) | true |
/// | `scale`, `shift` | whether each channel is then multiplied by a parameter, and another added | true |
/// | `name` | the layer's name | `batchNorm1`, `batchNorm2` … |
public final class BatchNormOptions {
  private final BatchNormSettings settings;

  /// Made by the methods that take these options.
  @SuppressWarnings("exports") // a hidden type, so that users cannot call this
  public BatchNormOptions(BatchNormSettings settings) {
    this.settings = settings;
  }

  /// What is added to the variance; 1e-5 unless given.
  public BatchNormOptions epsilon(double small) {
    if (!(small >= 0 && Double.isFinite(small))) {
      throw value("epsilon", small, "a finite number of at least 0");
    }
    settings.epsilon = small;
    return this;
  }

  /// The weight of the new value in a running average, as PyTorch counts; 0.1 unless given.
  public BatchNormOptions momentum(double ofNew) {
    if (!(ofNew >= 0 && ofNew <= 1)) {
      throw value("momentum", ofNew, "a number in [0, 1]: the weight of the new value");
    }
    settings.momentum = ofNew;
    return this;
  }

  /// The weight of the old value in a running average, as Keras counts: `decay(0.99)` is `momentum(0.01)`.
  public BatchNormOptions decay(double ofOld) {
    if (!(ofOld >= 0 && ofOld <= 1)) {
      throw value("decay", ofOld, "a number in [0, 1]: the weight of the old value");
    }
    settings.momentum = 1 - ofOld;
    return this;
  }

  /// Whether the running variance divides by n − 1, as in PyTorch, or by n, as in Keras; true unless said otherwise.
  public BatchNormOptions unbiased(boolean used) {
    settings.unbiased = used;
    return this;
  }

  /// Whether the result is scaled by a learned number per channel; true unless said otherwise.
  public BatchNormOptions scale(boolean used) {
    settings.scale = used;
    return this;
  }

  /// Whether a learned number per channel is added to the result; true unless said otherwise.
  public BatchNormOptions shift(boolean used) {
    settings.shift = used;
    return this;
  }

  /// The layer's name, in place of its kind and number.
  public BatchNormOptions name(String layer) {
    settings.name = Check.given("the name of the layer", layer);
    return this;
  }

  private static UserError value(String option, double given, String expected) {
    return UserError.of("batch_norm/value").problem("batch_norm: %s cannot have this value", option).at(Loc.ofCaller())
        .got("%s = %s", option, given).expected("%s", expected).build();
  }
}
