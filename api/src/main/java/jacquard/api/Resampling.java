package jacquard.api;

import jacquard.api.build.ResampleLayer;
import jacquard.api.build.ResizeSettings;
import jacquard.api.check.Check;
import jacquard.api.network.Symbol;
import jacquard.api.options.PoolOptions;
import jacquard.api.options.ResizeOptions;
import jacquard.ir.Shape;
import java.util.function.Consumer;

/// Layers of a [Tensor] that change its resolution, or trade positions for channels.
sealed interface Resampling permits Tensor {
  /// Another size, by interpolation: `x.resize(r -> r.factor(2).linear())`, `x.resize(r -> r.size(14, 14))`.
  default Tensor resize(Consumer<ResizeOptions> options) {
    var settings = new ResizeSettings();
    Check.options(options).accept(new ResizeOptions(settings));
    return new Tensor(ResampleLayer.resize(self(), settings));
  }

  /// `factor` times as large in every spatial dimension, each element repeated.
  default Tensor upsample(int factor) {
    return resize(r -> r.factor(factor));
  }

  /// Depth to space: `[C·ΠF,H…] -> [C,H·F…]`, one factor for all spatial dimensions or one per dimension.
  default Tensor pixelShuffle(int... factor) {
    return new Tensor(ResampleLayer.shuffle(self(), Check.given("the array of factors", factor)));
  }

  /// Space to depth, the inverse of [#pixelShuffle]: `[C,H·F…] -> [C·ΠF,H…]`.
  default Tensor pixelUnshuffle(int... factor) {
    return new Tensor(ResampleLayer.unshuffle(self(), Check.given("the array of factors", factor)));
  }

  /// Every window as a column (im2col): `[C,H…] -> [C·ΠR,ΠP]`, the columns in row-major order. The stride is 1 unless given.
  default Tensor unfold(int window) {
    return unfold(window, o -> {});
  }

  default Tensor unfold(int window, Consumer<PoolOptions> options) {
    return new Tensor(ResampleLayer.unfold(self(), Pools.chosen(window, options)));
  }

  /// Columns put back as windows of a tensor of spatial extents `size` and added where they overlap (col2im): `[C·ΠR,ΠP] -> [C,size…]`.
  /// The stride is 1 unless given.
  default Tensor fold(Shape size, int window) {
    return fold(size, window, o -> {});
  }

  default Tensor fold(Shape size, int window, Consumer<PoolOptions> options) {
    return new Tensor(ResampleLayer.fold(self(), Check.given("the size", size), Pools.chosen(window, options)));
  }

  private Symbol self() {
    return ((Tensor) this).symbol();
  }
}
