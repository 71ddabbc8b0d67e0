package jacquard.api.nets;

import jacquard.api.Network;
import jacquard.api.Tensor;
import jacquard.api.check.Check;
import jacquard.ir.Shape;

/// `fcn-timeseries`: a fully convolutional classifier of time series: three normalised convolutions, then the mean over time.
///
/// Shapes   `[1,T] -> [classes]` logits; by default the series of 96 values and 2 classes of the archive's ECG200.
/// Counts   264,962 parameters with 2 classes.
/// Source   Wang, Yan, Oates 2017, arXiv:1611.06455, section II.B: filters 128, 256, 128, kernels 8, 5, 3.
public record FcnTimeseries(Size size) implements Network {
  public static final String NAME = "fcn-timeseries";
  public static final Shape INPUT = Shape.of(1, 96);
  public static final FcnTimeseries STANDARD = new FcnTimeseries(Size.of(2));

  public FcnTimeseries {
    Check.given("the size", size);
  }

  @Override
  public Tensor build(Tensor x) {
    return normalized(normalized(normalized(x, 128, 8), 256, 5), 128, 3).globalAvgPool().dense(size.classes());
  }

  private Tensor normalized(Tensor x, int filters, int kernel) {
    return x.conv(size.filters(filters), kernel, c -> c.same()).batchNorm().relu();
  }
}
