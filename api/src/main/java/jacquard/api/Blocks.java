package jacquard.api;

import jacquard.api.check.Check;
import jacquard.api.network.Symbol;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.util.stream.IntStream;

/// Groups of layers of a [Tensor].
sealed interface Blocks permits Tensor {
  /// The layers of `body` as one block: they are named `name.conv1` …, and a summary shows the block as one row with its layers as
  /// parts.
  ///
  /// ```java
  /// x.block("residual1", t -> t.conv(16, 3, c -> c.padding(1)).relu().plus(t))
  /// ```
  default Tensor block(String name, Network body) {
    return block(name, "block", body);
  }

  /// As the method above, with the block's row written as `notation`, such as `inc(64, (96, 128), (16, 32), 32)`.
  default Tensor block(String name, String notation, Network body) {
    Check.given("the name of the block", name);
    return new Tensor(self().network().block(name, "block", Check.given("the notation", notation), self(), Tensor.symbolic(body)));
  }

  /// A block that sees the channels as the last dimension, `[H…,C]`, and whose result is turned back: what is said of the last dimension
  /// then holds at each position.
  ///
  /// ```java
  /// x.channelsLast(t -> t.layerNorm(1))   // over the channels, at each position of a sequence [C,L] or of an image
  /// ```
  default Tensor channelsLast(Network body) {
    return turned("channelsLast", "channels last", 1, body);
  }

  /// The other way about, for a tensor whose channels are the last dimension, `[H…,C]`: the block sees them first, `[C,H…]`, as
  /// convolutions, pooling and all that is said per channel want them, and its result is turned back. A vector has one dimension and
  /// stays as it is.
  ///
  /// ```java
  /// x.channelsFirst(t -> t.conv(32, 3))   // of an image [H,W,C]
  /// ```
  default Tensor channelsFirst(Network body) {
    return turned("channelsFirst", "channels first", -1, body);
  }

  /// `body` on this tensor with its dimensions moved by `by`, and its result moved back.
  private Tensor turned(String name, String notation, int by, Network body) {
    Check.given("the network", body);
    Network turned = x -> {
      Tensor y = Check.result("tensor", body.build(x.transpose(rotated(x.shape().rank(), by))));
      return y.transpose(rotated(y.shape().rank(), -by));
    };
    return new Tensor(self().network().numberedBlock(name, null, notation, self(), Tensor.symbolic(turned)));
  }

  /// The dimensions of a tensor of this rank, moved by `by`, those in front coming back at the end.
  private static int[] rotated(int rank, int by) {
    return IntStream.range(0, rank).map(d -> Math.floorMod(d + by, rank)).toArray();
  }

  /// This tensor; in training also a head `body` on it, whose loss counts `lossWeight` times. Inference has no trace of it, and its
  /// parameters are counted apart.
  ///
  /// Source: Szegedy et al. 2014, arXiv:1409.4842, section 5 (weight 0.3).
  /// Errors: `auxiliary/weight`.
  default Tensor auxiliary(String name, double lossWeight, Network body) {
    if (!(lossWeight >= 0 && Double.isFinite(lossWeight))) {
      throw UserError.of("auxiliary/weight").problem("the weight of an auxiliary loss is negative or not a number").at(Loc.ofCaller())
          .got("%s", lossWeight).expected("a finite number of at least 0").fix("0.3 is the weight GoogLeNet was trained with").build();
    }
    self().network().auxiliary(Check.given("the name of the head", name), lossWeight, self(), Tensor.symbolic(body));
    return (Tensor) this;
  }

  private Symbol self() {
    return ((Tensor) this).symbol();
  }
}
