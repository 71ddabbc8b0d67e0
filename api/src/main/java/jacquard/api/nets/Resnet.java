package jacquard.api.nets;

import jacquard.api.Network;
import jacquard.api.Tensor;
import jacquard.api.check.Check;
import jacquard.api.layer.Initializer;
import jacquard.ir.Shape;
import java.util.List;
import java.util.Locale;

/// The residual networks: `resnet18`, of pairs of convolutions 3x3, and `resnet50`, of bottlenecks 1x1, 3x3, 1x1; each group but the
/// first begins with a stride of 2, and every block adds its input.
///
/// | network | blocks per group | parameters | operations |
/// | --- | --- | --- | --- |
/// | `resnet18` | 2 2 2 2, plain | 11,689,512 | 1,818,138,600 |
/// | `resnet50` | 3 4 6 3, bottlenecks | 25,557,032 | 3,874,983,912 |
///
/// Shapes   `[3,224,224] -> [1000]` logits.
/// Source   He, Zhang, Ren, Sun 2015, arXiv:1512.03385, table 1, figure 5; projections where shapes change (option B), the stride in the
/// first convolution of a block.
public record Resnet(List<Integer> blocks, boolean bottleneck, Size size) implements Network {
  public static final String RESNET18 = "resnet18";
  public static final String RESNET50 = "resnet50";
  public static final Shape INPUT = Shape.of(3, 224, 224);

  private static final int FIRST_FILTERS = 64;
  private static final int EXPANSION = 4;

  public Resnet {
    Check.given("the size", size);
    blocks = List.copyOf(blocks);
  }

  public static Resnet resnet18(Size size) {
    return new Resnet(List.of(2, 2, 2, 2), false, size);
  }

  public static Resnet resnet50(Size size) {
    return new Resnet(List.of(3, 4, 6, 3), true, size);
  }

  @Override
  public Tensor build(Tensor x) {
    Tensor y = conv(x, size.filters(FIRST_FILTERS), 7, 2).relu().maxPool(3, p -> p.stride(2).padding(1));
    for (int group = 0; group < blocks.size(); group++) {
      int filters = size.filters(FIRST_FILTERS << group);
      for (int block = 0; block < blocks.get(group); block++) {
        int stride = group > 0 && block == 0 ? 2 : 1;
        y = y.block(String.format(Locale.ROOT, "group%d-%d", group + 2, block + 1), t -> residual(t, filters, stride));
      }
    }
    return y.globalAvgPool().dense(size.classes());
  }

  private Tensor residual(Tensor x, int filters, int stride) {
    Tensor y = bottleneck
        ? conv(conv(conv(x, filters, 1, stride).relu(), filters, 3, 1).relu(), EXPANSION * filters, 1, 1)
        : conv(conv(x, filters, 3, stride).relu(), filters, 3, 1);
    return y.plus(y.shape().equals(x.shape()) ? x : conv(x, y.shape().extent(0), 1, stride)).relu();
  }

  /// Normalised, so without a bias.
  private static Tensor conv(Tensor x, int filters, int kernel, int stride) {
    return x.conv(filters, kernel, c -> c.stride(stride).padding(kernel / 2).bias(false).init(Initializer.heNormal())).batchNorm();
  }
}
