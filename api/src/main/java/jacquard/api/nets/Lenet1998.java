package jacquard.api.nets;

import jacquard.api.Network;
import jacquard.api.Tensor;
import jacquard.api.layer.RbfCodes;
import jacquard.ir.Shape;

/// `lenet5-1998`: LeNet-5 as published: trainable subsampling, a table of connections, `1.7159·tanh(2x/3)`, and distances to bitmaps of
/// the digits as output.
///
/// Shapes   `[1,28,28] -> [10]` squared distances, the smallest of which names the digit; the padding of 2 makes it the paper's 32x32.
/// Counts   60,000 parameters: 156 + 12 + 1,516 + 32 + 48,120 + 10,164; 840 fixed ones; 339,332 operations.
/// Training with `Loss.maximumAPosteriori`.
/// Source   LeCun, Bottou, Bengio, Haffner 1998, "Gradient-based learning applied to document recognition", section II.B, table I.
public final class Lenet1998 implements Network {
  public static final String NAME = "lenet5-1998";
  public static final Shape INPUT = Shape.of(1, 28, 28);

  /// Which of the 6 maps of S2 (rows) each of the 16 maps of C3 (columns) sees. No two see the same, so they learn different things.
  private static final String[] CONNECTIONS = {
      "X...XXX..XXXX.XX",
      "XX...XXX..XXXX.X",
      "XXX...XXX..X.XXX",
      ".XXX..XXXX..X.XX",
      "..XXX..XXXX.XX.X",
      "...XXX..XXXX.XXX"};

  public Lenet1998() {}

  @Override
  public Tensor build(Tensor x) {
    return x
        .conv(6, 5, c -> c.padding(2).name("C1")).scaledTanh()
        .subsample(2, s -> s.name("S2")).scaledTanh()
        .conv(16, 5, c -> c.connections(CONNECTIONS).name("C3")).scaledTanh()
        .subsample(2, s -> s.name("S4")).scaledTanh()
        .conv(120, 5, c -> c.name("C5")).scaledTanh()
        .flatten()
        .dense(84, d -> d.name("F6")).scaledTanh()
        .rbf(10, r -> r.codes(RbfCodes.digits()));
  }
}
