package jacquard.api.nets;

import jacquard.api.Network;
import jacquard.api.Tensor;
import jacquard.api.check.Check;
import jacquard.api.layer.Initializer;
import jacquard.api.options.ConvOptions;
import jacquard.ir.Shape;
import java.util.function.Consumer;

/// `xception`: depthwise separable convolutions with residual connections: an inception module of as many branches as channels.
///
/// Shapes   `[3,299,299] -> [1000]` logits.
/// Counts   22,855,952 parameters, 8,387,799,616 operations.
/// Source   Chollet 2016, arXiv:1610.02357, figure 5; batch norm after every convolution, dropout before the classifier (section 4.4).
public record Xception(Size size) implements Network {
  public static final String NAME = "xception";
  public static final Shape INPUT = Shape.of(3, 299, 299);

  public Xception {
    Check.given("the size", size);
  }

  private static final int MIDDLE_BLOCKS = 8;
  private static final int WIDEST = 728;
  private static final double DROPOUT = 0.5;

  @Override
  public Tensor build(Tensor x) {
    Tensor y = conv(x, 32, 3, c -> c.stride(2)).relu();
    y = conv(y, 64, 3, c -> { }).relu();
    y = y.block("entry1", t -> reduced(t, separable(separable(t, 128).relu(), 128), 128));
    y = y.block("entry2", t -> reduced(t, activated(activated(t, 256), 256), 256));
    y = y.block("entry3", t -> reduced(t, activated(activated(t, WIDEST), WIDEST), WIDEST));
    for (int i = 1; i <= MIDDLE_BLOCKS; i++) {
      y = y.block("middle" + i, t -> activated(activated(activated(t, WIDEST), WIDEST), WIDEST).plus(t));
    }
    y = y.block("exit1", t -> reduced(t, activated(activated(t, WIDEST), 1024), 1024));
    y = separable(separable(y, 1536).relu(), 2048).relu();
    return y.globalAvgPool().dropout(DROPOUT).dense(size.classes());
  }

  /// `y` at half the resolution, plus `x` brought to its shape.
  private Tensor reduced(Tensor x, Tensor y, int filters) {
    return y.maxPool(3, p -> p.stride(2).padding(1)).plus(conv(x, filters, 1, c -> c.stride(2)));
  }

  private Tensor activated(Tensor x, int filters) {
    return separable(x.relu(), filters);
  }

  private Tensor separable(Tensor x, int filters) {
    return x.separableConv(size.filters(filters), 3, c -> c.padding(1).bias(false)).batchNorm();
  }

  private Tensor conv(Tensor x, int filters, int kernel, Consumer<ConvOptions> options) {
    return x.conv(size.filters(filters), kernel, options.andThen(c -> c.bias(false).init(Initializer.heNormal()))).batchNorm();
  }
}
