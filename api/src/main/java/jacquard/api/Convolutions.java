package jacquard.api;

import java.util.function.Consumer;

/// Convolution and dense layers of a [Tensor].
sealed interface Convolutions permits Tensor {
  /// A convolution (cross-correlation) of any number of spatial dimensions, with bias: `[C,H…] -> [filters,P…]`.
  default Tensor conv(int filters, int kernel) {
    return ConvLayer.build(self(), filters, new ConvOptions(kernel));
  }

  /// A convolution with options: `x.conv(6, 5, c -> c.padding(2).stride(1))`.
  default Tensor conv(int filters, int kernel, Consumer<ConvOptions> options) {
    return ConvLayer.build(self(), filters, chosen(options, kernel));
  }

  /// A convolution whose kernel extents differ: `x.conv(6, c -> c.kernel(5, 3))`.
  default Tensor conv(int filters, Consumer<ConvOptions> options) {
    return ConvLayer.build(self(), filters, chosen(options));
  }

  /// A convolution of extent 1, which mixes the channels at each position.
  default Tensor pointwise(int filters) {
    return pointwise(filters, c -> { });
  }

  default Tensor pointwise(int filters, Consumer<ConvOptions> options) {
    return ConvLayer.build(self(), "pointwise", filters, chosen(options, 1));
  }

  /// Each channel filtered alone, `multiplier` times: `[C,H…] -> [C·multiplier,P…]`.
  default Tensor depthwiseConv(int kernel, int multiplier) {
    return depthwiseConv(kernel, multiplier, c -> { });
  }

  default Tensor depthwiseConv(int kernel, int multiplier, Consumer<ConvOptions> options) {
    ConvOptions chosen = chosen(options.andThen(c -> c.depthwise(multiplier)), kernel);
    return ConvLayer.build(self(), "depthwise", ConvBlocks.depthwiseFilters(self(), chosen), chosen);
  }

  /// A depthwise convolution (with the options) and a pointwise one: two layers, `separable1.depthwise` and `separable1.pointwise`.
  ///
  /// Source: Sifre 2014, "Rigid-motion scattering for image classification", section 6.2; Howard et al. 2017, arXiv:1704.04861.
  default Tensor separableConv(int filters, int kernel) {
    return separableConv(filters, kernel, c -> { });
  }

  default Tensor separableConv(int filters, int kernel, Consumer<ConvOptions> options) {
    return ConvBlocks.separable(self(), filters, chosen(options, kernel));
  }

  /// A `k x 1` and a `1 x k` convolution, one layer for each spatial dimension: `spatial1.axis0`, `spatial1.axis1`.
  default Tensor spatiallySeparableConv(int filters, int kernel) {
    return spatiallySeparableConv(filters, kernel, c -> { });
  }

  default Tensor spatiallySeparableConv(int filters, int kernel, Consumer<ConvOptions> options) {
    return ConvBlocks.spatiallySeparable(self(), filters, chosen(options, kernel));
  }

  /// One 1-D filter per axis: along the channels, then of each map along each spatial dimension.
  ///
  /// Source: Jin, Dundar, Culurciello 2014, arXiv:1412.5474, section 3.
  default Tensor flattenedConv(int filters, int kernel) {
    return flattenedConv(filters, kernel, c -> { });
  }

  default Tensor flattenedConv(int filters, int kernel, Consumer<ConvOptions> options) {
    return ConvBlocks.flattened(self(), filters, chosen(options, kernel));
  }

  /// A convolution whose kernels are learned mixtures of the derivatives, of orders 0 to 3, of a Gaussian of deviation `sigma`.
  ///
  /// Source: Jacobsen, van Gemert, Lou, Smeulders 2016, arXiv:1605.02971.
  default Tensor structuredConv(int filters, int kernel, double sigma) {
    return structuredConv(filters, kernel, sigma, c -> { });
  }

  default Tensor structuredConv(int filters, int kernel, double sigma, Consumer<ConvOptions> options) {
    return ConvLayer.structured(self(), filters, sigma, chosen(options, kernel));
  }

  /// A transposed convolution with bias: `[C,H…] -> [filters,P…]`, with padding on both sides
  /// `P = (H−1)·stride − 2·padding + dilation·(k−1) + 1 + outputPadding`.
  default Tensor convTranspose(int filters, int kernel) {
    return convTranspose(filters, kernel, c -> { });
  }

  default Tensor convTranspose(int filters, int kernel, Consumer<ConvTransposeOptions> options) {
    var chosen = new ConvTransposeOptions(kernel);
    options.accept(chosen);
    return ConvTransposeLayer.build(self(), filters, chosen);
  }

  /// Nearest neighbours at `factor` times the extents, then a convolution that keeps them: larger maps without the checkerboard of
  /// a transposed convolution.
  ///
  /// Source: Odena, Dumoulin, Olah 2016, "Deconvolution and checkerboard artifacts".
  default Tensor resizeConv(int filters, int kernel, int factor) {
    return resizeConv(filters, kernel, factor, c -> { });
  }

  default Tensor resizeConv(int filters, int kernel, int factor, Consumer<ConvOptions> options) {
    Consumer<ConvOptions> same = ConvOptions::same;
    return ConvBlocks.resized(self(), filters, factor, chosen(same.andThen(options), kernel));
  }

  /// A deformable convolution: each tap is moved by offsets, and weighted, that branches of its own compute from the same input.
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

  private static ConvOptions chosen(Consumer<ConvOptions> options, int... kernel) {
    var chosen = new ConvOptions(kernel);
    options.accept(chosen);
    return chosen;
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
