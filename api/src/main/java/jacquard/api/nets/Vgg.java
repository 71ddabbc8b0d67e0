package jacquard.api.nets;

import jacquard.api.Network;
import jacquard.api.Tensor;
import jacquard.api.check.Check;
import jacquard.api.layer.Initializer;
import jacquard.ir.Shape;

/// The VGG networks: five groups of convolutions 3x3, each group at half the resolution of the one before.
///
/// | network | configuration | convolutions per group | parameters | operations |
/// | --- | --- | --- | --- | --- |
/// | `vgg-a` | A | 1 1 2 2 2 | 132,863,336 | 7,622,646,760 |
/// | `vgg-a-lrn` | A-LRN: A, normalised after the first | 1 1 2 2 2 | 132,863,336 | 7,625,858,024 |
/// | `vgg-b` | B | 2 2 2 2 2 | 133,047,848 | 11,326,839,784 |
/// | `vgg-c` | C: the third of a group is 1x1 | 2 2 3 3 3 | 133,638,952 | 11,790,566,376 |
/// | `vgg16` | D | 2 2 3 3 3 | 138,357,544 | 15,489,942,504 |
/// | `vgg19` | E | 2 2 4 4 4 | 143,667,240 | 19,653,045,224 |
///
/// Shapes   `[3,224,224] -> [1000]` logits.
/// Source   Simonyan & Zisserman 2014, arXiv:1409.1556, table 1. Weights start as in He et al. 2015, arXiv:1502.01852, which trains them
/// without first training A.
public record Vgg(Configuration configuration, Size size) implements Network {
  public static final Shape INPUT = Shape.of(3, 224, 224);

  public Vgg {
    Check.given("the size", size);
  }

  private static final int[] FILTERS = {64, 128, 256, 512, 512};
  private static final double DROPOUT = 0.5;

  /// The columns of the paper's table 1.
  public enum Configuration {
    A("vgg-a", 1, 1, 2, 2, 2),
    A_LRN("vgg-a-lrn", 1, 1, 2, 2, 2),
    B("vgg-b", 2, 2, 2, 2, 2),
    C("vgg-c", 2, 2, 3, 3, 3),
    D("vgg16", 2, 2, 3, 3, 3),
    E("vgg19", 2, 2, 4, 4, 4);

    private final String network;
    private final int[] convolutions;

    Configuration(String network, int... convolutions) {
      this.network = network;
      this.convolutions = convolutions;
    }

    /// The built-in network's name.
    public String network() {
      return network;
    }

    private int kernel(int convolution) {
      return this == C && convolution == 2 ? 1 : 3;
    }
  }

  @Override
  public Tensor build(Tensor x) {
    Tensor y = x;
    for (int group = 0; group < FILTERS.length; group++) {
      for (int convolution = 0; convolution < configuration.convolutions[group]; convolution++) {
        y = conv(y, FILTERS[group], configuration.kernel(convolution));
      }
      boolean normalized = configuration == Configuration.A_LRN && group == 0;
      y = (normalized ? y.localResponseNorm(5, n -> n.k(2).divideBySize(false)) : y).maxPool(2);
    }
    y = y.flatten();
    for (int layer = 0; layer < 2; layer++) {
      y = y.dense(size.filters(4096), d -> d.init(Initializer.heNormal())).relu().dropout(DROPOUT);
    }
    return y.dense(size.classes());
  }

  private Tensor conv(Tensor x, int filters, int kernel) {
    return x.conv(size.filters(filters), kernel, c -> c.padding(kernel / 2).init(Initializer.heNormal())).relu();
  }
}
