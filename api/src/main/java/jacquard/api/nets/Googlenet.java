package jacquard.api.nets;

import jacquard.api.Network;
import jacquard.api.Tensor;
import jacquard.api.check.Check;
import jacquard.api.layer.Initializer;
import jacquard.ir.Shape;
import java.util.Locale;

/// `googlenet`: nine inception modules, each four branches of different kernels side by side; while training, two classifiers on inner
/// layers add 0.3 of their losses.
///
/// Shapes   `[3,224,224] -> [1000]` logits.
/// Counts   6,998,552 parameters and 6,379,728 auxiliary ones, 1,588,824,920 operations.
/// Source   Szegedy et al. 2014, arXiv:1409.4842, table 1 and section 5. Without the local response normalisations of its figure 3,
/// which table 1 and the lecture notes leave out; `responseNorm` puts them in, with 802,816 operations more.
public record Googlenet(boolean responseNorm, Size size) implements Network {
  public static final String NAME = "googlenet";
  public static final Shape INPUT = Shape.of(3, 224, 224);

  public Googlenet {
    Check.given("the size", size);
  }

  private static final double DROPOUT = 0.4;
  private static final double AUXILIARY_WEIGHT = 0.3;
  private static final double AUXILIARY_DROPOUT = 0.7;

  @Override
  public Tensor build(Tensor x) {
    Tensor y = normalized(pooled(conv(x, 64, 7, 2)));
    y = conv(conv(y, 64, 1, 1), 192, 3, 1);
    y = pooled(normalized(y));
    y = inception(y, "3a", 64, 96, 128, 16, 32, 32);
    y = pooled(inception(y, "3b", 128, 128, 192, 32, 96, 64));
    y = inception(y, "4a", 192, 96, 208, 16, 48, 64).auxiliary("auxiliary1", AUXILIARY_WEIGHT, this::classifier);
    y = inception(y, "4b", 160, 112, 224, 24, 64, 64);
    y = inception(y, "4c", 128, 128, 256, 24, 64, 64);
    y = inception(y, "4d", 112, 144, 288, 32, 64, 64).auxiliary("auxiliary2", AUXILIARY_WEIGHT, this::classifier);
    y = pooled(inception(y, "4e", 256, 160, 320, 32, 128, 128));
    y = inception(y, "5a", 256, 160, 320, 32, 128, 128);
    y = inception(y, "5b", 384, 192, 384, 48, 128, 128);
    return y.avgPool(7).flatten().dropout(DROPOUT).dense(size.classes());
  }

  /// `inc(a, (b1, b3), (c1, c5), d)`: 1x1; 1x1 and 3x3; 1x1 and 5x5; pool and 1x1.
  private Tensor inception(Tensor x, String number, int a, int b1, int b3, int c1, int c5, int d) {
    String notation = String.format(Locale.ROOT, "inc(%d, (%d, %d), (%d, %d), %d)", size.filters(a), size.filters(b1), size.filters(b3),
        size.filters(c1), size.filters(c5), size.filters(d));
    return x.block("inception" + number, notation, t -> Tensor.concat(
        conv(t, a, 1, 1),
        conv(conv(t, b1, 1, 1), b3, 3, 1),
        conv(conv(t, c1, 1, 1), c5, 5, 1),
        conv(t.maxPool(3, p -> p.stride(1).padding(1)), d, 1, 1)));
  }

  private Tensor classifier(Tensor x) {
    return conv(x.avgPool(5, p -> p.stride(3)), 128, 1, 1).flatten()
        .dense(size.filters(1024), d -> d.init(Initializer.heNormal())).relu().dropout(AUXILIARY_DROPOUT)
        .dense(size.classes());
  }

  private Tensor conv(Tensor x, int filters, int kernel, int stride) {
    return x.conv(size.filters(filters), kernel, c -> c.stride(stride).padding(kernel / 2).init(Initializer.heNormal())).relu();
  }

  private Tensor normalized(Tensor x) {
    return responseNorm ? x.localResponseNorm(5, n -> n.k(2).divideBySize(false)) : x;
  }

  private static Tensor pooled(Tensor x) {
    return x.maxPool(3, p -> p.stride(2).padding(1));
  }
}
