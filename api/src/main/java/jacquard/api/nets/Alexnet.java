package jacquard.api.nets;

import jacquard.api.Network;
import jacquard.api.Tensor;
import jacquard.api.check.Check;
import jacquard.api.layer.Initializer;
import jacquard.ir.Shape;

/// `alexnet` and `alexnet-grouped`: the network that won ILSVRC 2012.
///
/// | network | convolutions 2, 4, 5 | order | parameters | operations |
/// | --- | --- | --- | --- | --- |
/// | `alexnet` | see all channels | pool, then normalise (CaffeNet) | 62,378,344 | 1,136,548,904 |
/// | `alexnet-grouped` | in 2 groups, one for each of the authors' processors | normalise, then pool | 60,965,224 | 726,063,400 |
///
/// Shapes   `[3,227,227] -> [1000]` logits; the paper says 224, its figures need 227.
/// Source   Krizhevsky, Sutskever, Hinton 2012, "ImageNet classification with deep convolutional neural networks": figure 2, section 3.3
/// for the normalisation, 4.2 for dropout, 5 for how parameters start.
public record Alexnet(boolean grouped, Size size) implements Network {
  public static final String NAME = "alexnet";
  public static final String GROUPED = "alexnet-grouped";
  public static final Shape INPUT = Shape.of(3, 227, 227);

  public Alexnet {
    Check.given("the size", size);
  }

  private static final double DROPOUT = 0.5;
  private static final Initializer START = Initializer.gaussian(0.01);

  @Override
  public Tensor build(Tensor x) {
    int groups = grouped ? 2 : 1;
    Tensor y = conv(x, 96, 11, 4, 0, 1, 0);
    y = conv(reduced(y), 256, 5, 1, 2, groups, 1);
    y = conv(reduced(y), 384, 3, 1, 1, 1, 0);
    y = conv(y, 384, 3, 1, 1, groups, 1);
    y = conv(y, 256, 3, 1, 1, groups, 1);
    y = pooled(y).flatten();
    for (int layer = 0; layer < 2; layer++) {
      y = y.dense(size.filters(4096), d -> d.init(START).biasInit(Initializer.constant(1))).relu().dropout(DROPOUT);
    }
    return y.dense(size.classes(), d -> d.init(START).biasInit(Initializer.zeros()));
  }

  private Tensor conv(Tensor x, int filters, int kernel, int stride, int padding, int groups, double bias) {
    return x.conv(size.filters(filters), kernel, c -> c.stride(stride).padding(padding).groups(groups)
        .init(START).biasInit(Initializer.constant(bias))).relu();
  }

  private Tensor reduced(Tensor x) {
    return grouped ? pooled(normalized(x)) : normalized(pooled(x));
  }

  /// Windows of 3 that overlap.
  private static Tensor pooled(Tensor x) {
    return x.maxPool(3, p -> p.stride(2));
  }

  private static Tensor normalized(Tensor x) {
    return x.localResponseNorm(5, n -> n.k(2).divideBySize(false));
  }
}
