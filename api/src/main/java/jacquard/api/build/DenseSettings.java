package jacquard.api.build;

import jacquard.api.layer.Initializer;
import org.jspecify.annotations.Nullable;

/// What is said of a dense layer; `DenseOptions` names and explains each.
public final class DenseSettings {
  public boolean bias = true;
  public Initializer init = Initializer.fanIn();
  public Initializer biasInit = Initializer.fanIn();
  public @Nullable String tied;
  public boolean transposed;
  public boolean last;
  public @Nullable String name;

  /// These settings for one of two layers in place of one.
  DenseSettings part(String part, boolean withBias) {
    var settings = new DenseSettings();
    settings.bias = withBias;
    settings.init = init;
    settings.biasInit = biasInit;
    settings.name = part;
    settings.last = last;
    return settings;
  }
}
