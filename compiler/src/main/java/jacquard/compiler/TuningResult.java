package jacquard.compiler;

import java.util.List;

/// What [Compiler#tune] measured: the tiles that are faster than those before, how long the kernels take together with those before and
/// with these, and each kernel that has another tile now.
///
/// Units    nanoseconds, the least of some runs.
public record TuningResult(Tuning tuning, double nanosBefore, double nanos, List<Kernel> kernels) {
  /// The kernels of one contraction, all layers of it together: schedules in short, and times.
  public record Kernel(List<String> layers, String before, String now, double nanosBefore, double nanos) {
    public Kernel {
      layers = List.copyOf(layers);
    }
  }

  public TuningResult {
    kernels = List.copyOf(kernels);
  }
}
