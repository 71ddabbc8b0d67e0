package jacquard.api.nets;

import jacquard.api.Loss;
import jacquard.api.Network;
import jacquard.api.Tensor;
import jacquard.api.check.Check;
import jacquard.ir.DType;
import jacquard.ir.Shape;
import java.util.ArrayDeque;
import java.util.Deque;

/// `vnet`: segments volumes. Stages of residual convolutions 5x5x5 on the way down and up again; convolutions 2x2x2 with stride 2 halve
/// the extents and double the maps, transposed ones do the reverse, and each stage on the way up also reads what the stage of its size
/// on the way down found. PReLU throughout.
///
/// Shapes   `[1,D,H,W] -> [classes,D,H,W]` logits, extents multiples of 16; by default `[1,128,128,64]` and 2 classes.
/// Counts   65,175,314 parameters with 2 classes.
/// Training [#dice()].
/// Source   Milletari, Navab, Ahmadi 2016, arXiv:1606.04797, figure 2, table 1.
public record Vnet(Size size) implements Network {
  public static final String NAME = "vnet";
  public static final Shape INPUT = Shape.of(1, 128, 128, 64);
  public static final Vnet STANDARD = new Vnet(Size.of(2));

  public Vnet {
    Check.given("the size", size);
  }

  private static final int FIRST_FILTERS = 16;
  private static final int[] DOWN = {1, 2, 3, 3, 3};
  private static final int[] UP = {3, 3, 2, 1};

  @Override
  public Tensor build(Tensor x) {
    Deque<Tensor> skips = new ArrayDeque<>();
    int filters = size.filters(FIRST_FILTERS);
    Tensor y = stage(x, "down1", filters, DOWN[0]);
    for (int i = 1; i < DOWN.length; i++) {
      skips.push(y);
      filters *= 2;
      int doubled = filters;
      y = stage(y.conv(doubled, 2, c -> c.stride(2)).prelu(), "down" + (i + 1), doubled, DOWN[i]);
    }
    for (int i = 0; i < UP.length; i++) {
      Tensor skip = skips.pop();
      Tensor larger = y.convTranspose(skip.shape().extent(0), 2, c -> c.stride(2)).prelu();
      y = stage(Tensor.concat(larger, skip), "up" + (i + 1), 2 * skip.shape().extent(0), UP[i]);
    }
    return y.pointwise(size.classes());
  }

  /// `prelu(x + conv(prelu(conv(… x))))`, `convolutions` of them.
  private static Tensor stage(Tensor x, String name, int filters, int convolutions) {
    return x.block(name, t -> {
      Tensor y = t;
      for (int i = 1; i < convolutions; i++) {
        y = conv(y, filters).prelu();
      }
      return conv(y, filters).plus(t).prelu();
    });
  }

  private static Tensor conv(Tensor x, int filters) {
    return x.conv(filters, 5, c -> c.padding(2));
  }

  /// One minus the Dice coefficient of the probabilities `p` and the targets `g`, which hold 1 at each position's class and else 0.
  ///
  ///     1 − 2·Σ p·g / (Σ p² + Σ g²)     over the positions of the classes after the first, which is the background, of a whole batch
  ///
  /// Numerics where there is no foreground, and squares of its probabilities vanish, the quotient of zeros counts as 0.
  /// Source: Milletari et al. 2016, section 3.
  public static Loss dice() {
    return Loss.of((output, target) -> {
      int classes = output.shape().extent(0);
      Tensor p = output.softmax().slice(0, 1, classes);
      Tensor g = target.slice(0, 1, classes);
      Tensor overlap = p.times(g).mean().times(2);
      return overlap.div(p.square().plus(g.square()).mean().plus(output.dtype() == DType.F32 ? 1e-18 : 1e-150)).neg().plus(1);
    });
  }
}
