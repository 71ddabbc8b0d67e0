package jacquard.api.nets;

import jacquard.api.Network;
import jacquard.api.Tensor;
import jacquard.api.check.Check;
import jacquard.api.layer.Initializer;
import jacquard.ir.Shape;

/// `zfnet`: AlexNet with a smaller first kernel and stride, and with more filters in the later layers, as the winner of ILSVRC 2013.
///
/// Shapes   `[3,224,224] -> [1000]` logits.
/// Counts   107,627,624 parameters, 2,480,149,704 operations.
/// Source   Zeiler & Fergus 2013, arXiv:1311.2901, figure 3 and table 1 (512, 1024, 512 filters); local response normalisation in place
/// of the paper's contrast normalisation, as the lecture notes have it.
public record Zfnet(Size size) implements Network {
  public static final String NAME = "zfnet";
  public static final Shape INPUT = Shape.of(3, 224, 224);

  public Zfnet {
    Check.given("the size", size);
  }

  private static final double DROPOUT = 0.5;

  @Override
  public Tensor build(Tensor x) {
    Tensor y = reduced(conv(x, 96, 7, 2, 1));
    y = reduced(conv(y, 256, 5, 2, 0));
    for (int filters : new int[] {512, 1024, 512}) {
      y = conv(y, filters, 3, 1, 1);
    }
    y = y.maxPool(3, p -> p.stride(2)).flatten();
    for (int layer = 0; layer < 2; layer++) {
      y = y.dense(size.filters(4096), d -> d.init(Initializer.heNormal())).relu().dropout(DROPOUT);
    }
    return y.dense(size.classes());
  }

  private Tensor conv(Tensor x, int filters, int kernel, int stride, int padding) {
    return x.conv(size.filters(filters), kernel, c -> c.stride(stride).padding(padding).init(Initializer.heNormal())).relu();
  }

  private static Tensor reduced(Tensor x) {
    return x.maxPool(3, p -> p.stride(2).padding(1)).localResponseNorm(5, n -> n.k(2).divideBySize(false));
  }
}
