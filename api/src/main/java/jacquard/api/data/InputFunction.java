package jacquard.api.data;

/// A function of one input, for [DataSet#mapped]; called from several threads.
@FunctionalInterface
public interface InputFunction {
  /// Writes all of `output`, row-major, as computed from `input`, which may be written over.
  void compute(double[] input, double[] output);
}
