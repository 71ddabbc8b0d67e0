package jacquard.api;

/// The options of a reduction; each may be left out.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `dims` | the dimensions reduced, -1 the last | all |
/// | `keepDims` | dimensions reduced stay, with extent 1, so that the result broadcasts against its input | they are dropped |
public final class ReduceOptions {
  int[] dims = {};
  boolean kept;

  ReduceOptions() {}

  public ReduceOptions dims(int... dimensions) {
    dims = dimensions.clone();
    return this;
  }

  public ReduceOptions keepDims() {
    kept = true;
    return this;
  }
}
