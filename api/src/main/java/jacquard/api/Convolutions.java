package jacquard.api;

import java.util.function.Consumer;

/// Convolution and dense layers of a [Tensor].
public sealed interface Convolutions permits Tensor {
  /// A convolution (cross-correlation) of any number of spatial dimensions, with bias: `[C,H…] -> [filters,P…]`.
  default Tensor conv(int filters, int kernel) {
    return ConvLayer.build(self(), filters, new ConvOptions(kernel));
  }

  /// A convolution with options: `x.conv(6, 5, c -> c.padding(2).stride(1))`.
  default Tensor conv(int filters, int kernel, Consumer<ConvOptions> options) {
    var chosen = new ConvOptions(kernel);
    options.accept(chosen);
    return ConvLayer.build(self(), filters, chosen);
  }

  /// A convolution whose kernel extents differ: `x.conv(6, c -> c.kernel(5, 3))`.
  default Tensor conv(int filters, Consumer<ConvOptions> options) {
    var chosen = new ConvOptions();
    options.accept(chosen);
    return ConvLayer.build(self(), filters, chosen);
  }

  /// A deformable convolution: each tap is moved by offsets that a branch of its own computes from the same input, and weighted (modulated).
  default Tensor deformableConv(int filters, int kernel) {
    return DeformableLayer.build(self(), filters, new DeformableOptions(kernel));
  }

  /// As the method above, with options: `x.deformableConv(16, 3, d -> d.padding(1))`.
  default Tensor deformableConv(int filters, int kernel, Consumer<DeformableOptions> options) {
    var chosen = new DeformableOptions(kernel);
    options.accept(chosen);
    return DeformableLayer.build(self(), filters, chosen);
  }

  /// A dense (fully connected) layer with bias: `[I] -> [units]`.
  default Tensor dense(int units) {
    return DenseLayer.build(self(), units, new DenseOptions());
  }

  default Tensor dense(int units, Consumer<DenseOptions> options) {
    var chosen = new DenseOptions();
    options.accept(chosen);
    return DenseLayer.build(self(), units, chosen);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
