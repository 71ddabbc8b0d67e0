package jacquard.api.build;

/// What is said of a reduction; `ReduceOptions` names and explains each.
public final class ReduceSettings {
  public int[] dims = {};
  public boolean kept;
}
