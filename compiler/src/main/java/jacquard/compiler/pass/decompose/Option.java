package jacquard.compiler.pass.decompose;

/// A decomposition that would pay: `time` and `whole` are the predicted times with and without it, in operations at the machine's peak,
/// `residual` what it loses of the weights, relative to their norm.
public record Option(Split split, int rank, double time, double whole, double residual) {
  public double speedup() {
    return whole / time;
  }
}
