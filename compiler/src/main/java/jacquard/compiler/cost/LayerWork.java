package jacquard.compiler.cost;

import java.util.List;

/// The size of one convolution or dense layer for one example, `x[ins, …] · w[outs, ins/groups, kernel…] -> y[outs, …]`.
///
/// `inside` and `outside` count the positions of a channel of `x` and `y`; a dense layer has an empty kernel.
public record LayerWork(int groups, int ins, int outs, List<Integer> kernel, long inside, long outside) {
  public LayerWork {
    kernel = List.copyOf(kernel);
  }

  /// Elements of one kernel.
  public int volume() {
    int volume = 1;
    for (int extent : kernel) {
      volume *= extent;
    }
    return volume;
  }

  /// Each output channel, or few of them, reads one input channel.
  public boolean isDepthwise() {
    return ins == groups && outs / groups < Worth.FEW_CHANNELS;
  }

  public double operations() {
    return 2.0 * outs * outside * (ins / groups) * volume();
  }

  public double weights() {
    return (double) outs * (ins / groups) * volume();
  }

  public double activations() {
    return (double) ins * inside + (double) outs * outside;
  }
}
