package jacquard.api.nets;

import jacquard.api.Network;
import jacquard.api.Tensor;
import jacquard.api.check.Check;
import jacquard.api.layer.Initializer;
import jacquard.ir.Shape;

/// `mobilenet-v1`: thirteen depthwise separable convolutions, each half normalised on its own. The width is the paper's multiplier α.
///
/// Shapes   `[3,224,224] -> [1000]` logits.
/// Counts   4,231,976 parameters, 573,834,216 operations.
/// Source   Howard et al. 2017, arXiv:1704.04861, table 1.
public record MobilenetV1(Size size) implements Network {
  public static final String NAME = "mobilenet-v1";
  public static final Shape INPUT = Shape.of(3, 224, 224);

  public MobilenetV1 {
    Check.given("the size", size);
  }

  /// The filters of each convolution after the first, and its stride.
  private static final int[][] SEPARABLE = {
      {64, 1}, {128, 2}, {128, 1}, {256, 2}, {256, 1}, {512, 2},
      {512, 1}, {512, 1}, {512, 1}, {512, 1}, {512, 1}, {1024, 2}, {1024, 1}};

  @Override
  public Tensor build(Tensor x) {
    Tensor y = x.conv(size.filters(32), 3, c -> c.stride(2).padding(1).bias(false).init(Initializer.heNormal())).batchNorm().relu();
    for (int i = 0; i < SEPARABLE.length; i++) {
      int[] row = SEPARABLE[i];
      y = y.block("separable" + (i + 1), t -> separable(t, row[0], row[1]));
    }
    return y.globalAvgPool().dense(size.classes());
  }

  private Tensor separable(Tensor x, int filters, int stride) {
    return x.depthwiseConv(3, 1, c -> c.stride(stride).padding(1).bias(false).init(Initializer.heNormal())).batchNorm().relu()
        .pointwise(size.filters(filters), c -> c.bias(false).init(Initializer.heNormal())).batchNorm().relu();
  }
}
