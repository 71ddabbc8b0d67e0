package jacquard.api.nets;

import jacquard.api.Network;
import jacquard.api.Tensor;
import jacquard.api.check.Check;
import jacquard.api.layer.Initializer;
import jacquard.ir.Shape;

/// `nin`: network in network, in its form for ImageNet: each convolution is followed by two of 1x1, a small dense network at every
/// position; the last one gives a map per class, whose mean is the logit.
///
/// Shapes   `[3,224,224] -> [1000]` logits.
/// Counts   7,595,176 parameters, 1,102,460,352 operations.
/// Source   Lin, Chen, Yan 2013, arXiv:1312.4400, section 3; filters, strides and paddings of the authors' model for ImageNet.
public record Nin(Size size) implements Network {
  public static final String NAME = "nin";
  public static final Shape INPUT = Shape.of(3, 224, 224);

  public Nin {
    Check.given("the size", size);
  }

  private static final double DROPOUT = 0.5;

  @Override
  public Tensor build(Tensor x) {
    Tensor y = pooled(mlpconv(x, "mlpconv1", 11, 4, 0, size.filters(96), size.filters(96)));
    y = pooled(mlpconv(y, "mlpconv2", 5, 1, 2, size.filters(256), size.filters(256)));
    y = pooled(mlpconv(y, "mlpconv3", 3, 1, 1, size.filters(384), size.filters(384)));
    y = mlpconv(y.dropout(DROPOUT), "mlpconv4", 3, 1, 1, size.filters(1024), size.classes());
    return y.globalAvgPool();
  }

  private static Tensor mlpconv(Tensor x, String name, int kernel, int stride, int padding, int filters, int last) {
    Initializer start = Initializer.heNormal();
    return x.block(name, t -> t.conv(filters, kernel, c -> c.stride(stride).padding(padding).init(start)).relu()
        .conv(filters, 1, c -> c.init(start)).relu().conv(last, 1, c -> c.init(start)).relu());
  }

  private static Tensor pooled(Tensor x) {
    return x.maxPool(3, p -> p.stride(2).ceil(true));
  }
}
