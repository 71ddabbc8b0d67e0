package jacquard.api.build;

import jacquard.api.layer.Initializer;

/// What is said of a trainable average pooling; `SubsampleOptions` names and explains each.
public final class SubsampleSettings extends WindowSettings {
  public Initializer init = Initializer.fanIn();
  public Initializer biasInit = Initializer.fanIn();

  public SubsampleSettings(int... window) {
    super(window);
  }
}
