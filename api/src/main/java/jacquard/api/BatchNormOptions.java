package jacquard.api;

import jacquard.ir.Loc;
import jacquard.ir.UserError;
import org.jspecify.annotations.Nullable;

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
  double epsilon = 1e-5;
  double momentum = 0.1;
  boolean unbiased = true;
  boolean scale = true;
  boolean shift = true;
  @Nullable String name;

  BatchNormOptions() {}

  public BatchNormOptions epsilon(double small) {
    if (!(small >= 0 && Double.isFinite(small))) {
      throw value("epsilon", small, "a finite number of at least 0");
    }
    epsilon = small;
    return this;
  }

  public BatchNormOptions momentum(double ofNew) {
    if (!(ofNew >= 0 && ofNew <= 1)) {
      throw value("momentum", ofNew, "a number in [0, 1]: the weight of the new value");
    }
    momentum = ofNew;
    return this;
  }

  public BatchNormOptions decay(double ofOld) {
    if (!(ofOld >= 0 && ofOld <= 1)) {
      throw value("decay", ofOld, "a number in [0, 1]: the weight of the old value");
    }
    momentum = 1 - ofOld;
    return this;
  }

  public BatchNormOptions unbiased(boolean used) {
    unbiased = used;
    return this;
  }

  public BatchNormOptions scale(boolean used) {
    scale = used;
    return this;
  }

  public BatchNormOptions shift(boolean used) {
    shift = used;
    return this;
  }

  public BatchNormOptions name(String layer) {
    name = layer;
    return this;
  }

  private static UserError value(String option, double given, String expected) {
    return UserError.of("batch_norm/value").problem("batch_norm: %s cannot have this value", option).at(Loc.ofCaller())
        .got("%s = %s", option, given).expected("%s", expected).build();
  }
}
