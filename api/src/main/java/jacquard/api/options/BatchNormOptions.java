package jacquard.api.options;

import jacquard.api.build.BatchNormSettings;
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

  public BatchNormOptions epsilon(double small) {
    if (!(small >= 0 && Double.isFinite(small))) {
      throw value("epsilon", small, "a finite number of at least 0");
    }
    settings.epsilon = small;
    return this;
  }

  public BatchNormOptions momentum(double ofNew) {
    if (!(ofNew >= 0 && ofNew <= 1)) {
      throw value("momentum", ofNew, "a number in [0, 1]: the weight of the new value");
    }
    settings.momentum = ofNew;
    return this;
  }

  public BatchNormOptions decay(double ofOld) {
    if (!(ofOld >= 0 && ofOld <= 1)) {
      throw value("decay", ofOld, "a number in [0, 1]: the weight of the old value");
    }
    settings.momentum = 1 - ofOld;
    return this;
  }

  public BatchNormOptions unbiased(boolean used) {
    settings.unbiased = used;
    return this;
  }

  public BatchNormOptions scale(boolean used) {
    settings.scale = used;
    return this;
  }

  public BatchNormOptions shift(boolean used) {
    settings.shift = used;
    return this;
  }

  public BatchNormOptions name(String layer) {
    settings.name = layer;
    return this;
  }

  private static UserError value(String option, double given, String expected) {
    return UserError.of("batch_norm/value").problem("batch_norm: %s cannot have this value", option).at(Loc.ofCaller())
        .got("%s = %s", option, given).expected("%s", expected).build();
  }
}
