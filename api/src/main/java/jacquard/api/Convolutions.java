package jacquard.api;

import jacquard.api.build.ConvBlocks;
import jacquard.api.build.ConvLayer;
import jacquard.api.build.ConvSettings;
import jacquard.api.build.ConvTransposeLayer;
import jacquard.api.build.ConvTransposeSettings;
import jacquard.api.build.DeformableLayer;
import jacquard.api.build.DeformableSettings;
import jacquard.api.build.DenseLayer;
import jacquard.api.build.DenseSettings;
import jacquard.api.build.RbfLayer;
import jacquard.api.build.RbfSettings;
import jacquard.api.check.Check;
import jacquard.api.network.Symbol;
import jacquard.api.options.ConvOptions;
import jacquard.api.options.ConvTransposeOptions;
import jacquard.api.options.DeformableOptions;
import jacquard.api.options.DenseOptions;
import jacquard.api.options.RbfOptions;
import java.util.List;
import java.util.function.Consumer;

/// Convolution, dense and distance layers of a [Tensor].
sealed interface Convolutions permits Tensor {
  /// A convolution (cross-correlation) of any number of spatial dimensions, with bias: `[C,H…] -> [filters,P…]`.
  default Tensor conv(int filters, int kernel) {
    return new Tensor(ConvLayer.build(self(), filters, new ConvSettings(kernel)));
  }

  /// A convolution with options: `x.conv(6, 5, c -> c.padding(2).stride(1))`.
  default Tensor conv(int filters, int kernel, Consumer<ConvOptions> options) {
    return new Tensor(ConvLayer.build(self(), filters, chosen(options, kernel)));
  }

  /// A convolution whose kernel extents differ: `x.conv(6, c -> c.kernel(5, 3))`.
  default Tensor conv(int filters, Consumer<ConvOptions> options) {
    return new Tensor(ConvLayer.build(self(), filters, chosen(options)));
  }

  /// A convolution of extent 1, which mixes the channels at each position.
  default Tensor pointwise(int filters) {
    return pointwise(filters, c -> { });
  }

  default Tensor pointwise(int filters, Consumer<ConvOptions> options) {
    return new Tensor(ConvLayer.build(self(), "pointwise", filters, chosen(options, 1)));
  }

  /// Each channel filtered alone, `multiplier` times: `[C,H…] -> [C·multiplier,P…]`.
  default Tensor depthwiseConv(int kernel, int multiplier) {
    return depthwiseConv(kernel, multiplier, c -> { });
  }

  default Tensor depthwiseConv(int kernel, int multiplier, Consumer<ConvOptions> options) {
    ConvSettings settings = chosen(Check.options(options).andThen(c -> c.depthwise(multiplier)), kernel);
    return new Tensor(ConvLayer.build(self(), "depthwise", ConvBlocks.depthwiseFilters(self(), settings), settings));
  }

  /// A depthwise convolution (with the options) and a pointwise one: two layers, `separable1.depthwise` and `separable1.pointwise`.
  ///
  /// Source: Sifre 2014, "Rigid-motion scattering for image classification", section 6.2; Howard et al. 2017, arXiv:1704.04861.
  default Tensor separableConv(int filters, int kernel) {
    return separableConv(filters, kernel, c -> { });
  }

  default Tensor separableConv(int filters, int kernel, Consumer<ConvOptions> options) {
    return new Tensor(ConvBlocks.separable(self(), filters, chosen(options, kernel)));
  }

  /// A `k x 1` and a `1 x k` convolution, one layer for each spatial dimension: `spatial1.axis0`, `spatial1.axis1`.
  default Tensor spatiallySeparableConv(int filters, int kernel) {
    return spatiallySeparableConv(filters, kernel, c -> { });
  }

  default Tensor spatiallySeparableConv(int filters, int kernel, Consumer<ConvOptions> options) {
    return new Tensor(ConvBlocks.spatiallySeparable(self(), filters, chosen(options, kernel)));
  }

  /// One 1-D filter per axis: along the channels, then of each map along each spatial dimension.
  ///
  /// Source: Jin, Dundar, Culurciello 2014, arXiv:1412.5474, section 3.
  default Tensor flattenedConv(int filters, int kernel) {
    return flattenedConv(filters, kernel, c -> { });
  }

  default Tensor flattenedConv(int filters, int kernel, Consumer<ConvOptions> options) {
    return new Tensor(ConvBlocks.flattened(self(), filters, chosen(options, kernel)));
  }

  /// A convolution whose kernels are learned mixtures of the derivatives, of orders 0 to 3, of a Gaussian of deviation `sigma`.
  ///
  /// Source: Jacobsen, van Gemert, Lou, Smeulders 2016, arXiv:1605.02971.
  default Tensor structuredConv(int filters, int kernel, double sigma) {
    return structuredConv(filters, kernel, sigma, c -> { });
  }

  default Tensor structuredConv(int filters, int kernel, double sigma, Consumer<ConvOptions> options) {
    return new Tensor(ConvLayer.structured(self(), filters, sigma, chosen(options, kernel)));
  }

  /// A transposed convolution with bias: `[C,H…] -> [filters,P…]`, with padding on both sides
  /// `P = (H−1)·stride − 2·padding + dilation·(k−1) + 1 + outputPadding`.
  default Tensor convTranspose(int filters, int kernel) {
    return convTranspose(filters, kernel, c -> { });
  }

  default Tensor convTranspose(int filters, int kernel, Consumer<ConvTransposeOptions> options) {
    var settings = new ConvTransposeSettings(kernel);
    Check.options(options).accept(new ConvTransposeOptions(settings));
    return new Tensor(ConvTransposeLayer.build(self(), filters, settings));
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
    return new Tensor(ConvBlocks.resized(self(), filters, factor, chosen(same.andThen(Check.options(options)), kernel)));
  }

  /// A deformable convolution: each tap is moved by offsets, and weighted, that branches of its own compute from the same input.
  default Tensor deformableConv(int filters, int kernel) {
    return deformableConv(filters, kernel, d -> { });
  }

  /// As the method above, with options: `x.deformableConv(16, 3, d -> d.padding(1))`.
  default Tensor deformableConv(int filters, int kernel, Consumer<DeformableOptions> options) {
    return deformable(filters, kernel, options, List.of());
  }

  /// A deformable convolution whose taps are moved by given `offsets`, `[D·ΠR·d,P…]`: for each of `D` offset groups and each tap,
  /// row-major, one offset per spatial dimension in order. `modulated` is left out.
  ///
  /// ```java
  /// x.deformableConv(16, 3, x.conv(18, 3, c -> c.padding(1)), d -> d.padding(1))
  /// ```
  default Tensor deformableConv(int filters, int kernel, Tensor offsets, Consumer<DeformableOptions> options) {
    return deformable(filters, kernel, options, List.of(Check.given("the tensor of offsets", offsets).symbol()));
  }

  /// As the method above, each tap also multiplied by one of `weights`, `[D·ΠR,P…]`.
  default Tensor deformableConv(int filters, int kernel, Tensor offsets, Tensor weights, Consumer<DeformableOptions> options) {
    Symbol moved = Check.given("the tensor of offsets", offsets).symbol();
    return deformable(filters, kernel, options, List.of(moved, Check.given("the tensor of weights", weights).symbol()));
  }

  private Tensor deformable(int filters, int kernel, Consumer<DeformableOptions> options, List<Symbol> given) {
    var settings = new DeformableSettings(kernel);
    Check.options(options).accept(new DeformableOptions(settings));
    return new Tensor(DeformableLayer.build(self(), filters, settings, given));
  }

  /// A dense (fully connected) layer with bias: `[I] -> [units]`.
  default Tensor dense(int units) {
    return new Tensor(DenseLayer.build(self(), units, new DenseSettings()));
  }

  default Tensor dense(int units, Consumer<DenseOptions> options) {
    var settings = new DenseSettings();
    Check.options(options).accept(new DenseOptions(settings));
    return new Tensor(DenseLayer.build(self(), units, settings));
  }

  /// The squared distances to a fixed code for each class: `[I] -> [classes]`. The smallest distance names the class.
  ///
  /// Trained with [Loss#maximumAPosteriori(double)].
  default Tensor rbf(int classes) {
    return new Tensor(RbfLayer.build(self(), classes, new RbfSettings()));
  }

  /// As the method above, with options: `x.rbf(10, r -> r.codes(RbfCodes.digits()))`.
  default Tensor rbf(int classes, Consumer<RbfOptions> options) {
    var settings = new RbfSettings();
    Check.options(options).accept(new RbfOptions(settings));
    return new Tensor(RbfLayer.build(self(), classes, settings));
  }

  private static ConvSettings chosen(Consumer<ConvOptions> options, int... kernel) {
    var settings = new ConvSettings(kernel);
    Check.options(options).accept(new ConvOptions(settings));
    return settings;
  }

  private Symbol self() {
    return ((Tensor) this).symbol();
  }
}
