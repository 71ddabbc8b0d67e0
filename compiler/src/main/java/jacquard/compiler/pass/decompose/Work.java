package jacquard.compiler.pass.decompose;

import java.util.List;

/// The size of one convolution or dense layer for one example, `x[ins, …] · w[outs, ins/groups, kernel…] -> y[outs, …]`.
///
/// `inside` and `outside` count the positions of a channel of `x` and `y`; a dense layer has an empty kernel.
public record Work(int groups, int ins, int outs, List<Integer> kernel, long inside, long outside) {
  /// Fewer channels than this fill no vector.
  static final int FEW = 8;

  public Work {
    kernel = List.copyOf(kernel);
  }

  /// Elements of one kernel.
  int volume() {
    return kernel.stream().reduce(1, (a, b) -> a * b);
  }

  /// Each output channel, or few of them, reads one input channel.
  boolean isDepthwise() {
    return ins == groups && outs / groups < FEW;
  }

  double operations() {
    return 2.0 * outs * outside * (ins / groups) * volume();
  }

  double weights() {
    return (double) outs * (ins / groups) * volume();
  }

  double activations() {
    return (double) ins * inside + (double) outs * outside;
  }
}
