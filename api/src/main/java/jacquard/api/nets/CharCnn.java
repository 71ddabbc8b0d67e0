package jacquard.api.nets;

import jacquard.api.Network;
import jacquard.api.Tensor;
import jacquard.api.layer.Initializer;
import jacquard.ir.Shape;

/// The classifiers of texts by their characters: `char-cnn`, with 256 filters and 1024 units, and `char-cnn-large`, with 1024 and 2048.
/// Kernels 7 7 3 3 3 3, pooling by 3 after the first, the second and the last, dropout after both dense layers.
///
/// | network | parameters with 4 classes |
/// | --- | --- |
/// | `char-cnn` | 11,339,780 |
/// | `char-cnn-large` | 95,940,612 |
///
/// Shapes   `[70,1014] -> [classes]` logits; texts come from `CharacterEncoder.zhang2015()`. Unless said otherwise 4 classes, AG's news.
/// Source   Zhang, Zhao, LeCun 2015, arXiv:1509.01626, section 2.3, tables 1 and 2.
///
/// @param filters   maps of every convolution
/// @param units     units of both hidden dense layers
/// @param deviation of the Gaussian that weights start from: the paper has 0.05 for the small and 0.02 for the large network
/// @param classes   outputs
public record CharCnn(int filters, int units, double deviation, int classes) implements Network {
  public static final String NAME = "char-cnn";
  public static final String LARGE = "char-cnn-large";
  public static final Shape INPUT = Shape.of(70, 1014);

  private static final double DROPOUT = 0.5;

  public static CharCnn small(int classes) {
    return new CharCnn(256, 1024, 0.05, classes);
  }

  public static CharCnn large(int classes) {
    return new CharCnn(1024, 2048, 0.02, classes);
  }

  @Override
  public Tensor build(Tensor x) {
    Tensor y = conv(conv(x, 7).maxPool(3), 7).maxPool(3);
    y = conv(conv(conv(conv(y, 3), 3), 3), 3).maxPool(3).flatten();
    return dense(dense(y, units).relu().dropout(DROPOUT), units).relu().dropout(DROPOUT).dense(classes);
  }

  private Tensor conv(Tensor x, int kernel) {
    return x.conv(filters, kernel, c -> c.init(Initializer.gaussian(deviation))).relu();
  }

  private Tensor dense(Tensor x, int outputs) {
    return x.dense(outputs, d -> d.init(Initializer.gaussian(deviation)));
  }
}
