package jacquard.api.options;

import jacquard.api.build.ReduceSettings;
import jacquard.api.check.Check;

/// The options of a reduction; each may be left out.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `dims` | the dimensions reduced, -1 the last | all |
/// | `keepDims` | dimensions reduced stay, with extent 1, so that the result broadcasts against its input | they are dropped |
public final class ReduceOptions {
  private final ReduceSettings settings;

  /// Made by the methods that take these options.
  @SuppressWarnings("exports") // a hidden type, so that users cannot call this
  public ReduceOptions(ReduceSettings settings) {
    this.settings = settings;
  }

  /// The dimensions reduced, 0 the channels, -1 the last; all unless given.
  public ReduceOptions dims(int... dimensions) {
    settings.dims = Check.given("the array of dimensions", dimensions).clone();
    return this;
  }

  /// Reduced dimensions stay, with extent 1.
  public ReduceOptions keepDims() {
    settings.kept = true;
    return this;
  }
}
