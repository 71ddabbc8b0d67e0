package jacquard.api;

import jacquard.api.build.PadLayer;
import jacquard.api.build.PadSettings;
import jacquard.api.build.ShapeLayer;
import jacquard.api.build.ViewLayer;
import jacquard.api.check.Check;
import jacquard.api.network.Symbol;
import jacquard.api.options.PadOptions;
import java.util.List;
import java.util.function.Consumer;

/// Layers of a [Tensor] that move elements without computing. Dimension 0 is the channels, -1 the last one; the batch is not counted.
///
/// [Tensor#concat] is the inverse of [#split].
sealed interface Shapes permits Tensor {
  /// All dimensions of one example as one: `[C,H,W] -> [C·H·W]`.
  default Tensor flatten() {
    return new Tensor(ShapeLayer.flatten(self()));
  }

  /// The same elements in row-major order under another shape of equal size.
  default Tensor reshape(int... extents) {
    return new Tensor(ShapeLayer.reshape(self(), Check.given("the array of extents", extents)));
  }

  /// The dimensions in another order: dimension `d` of the result is dimension `order[d]` of this.
  default Tensor transpose(int... order) {
    return new Tensor(ViewLayer.transpose(self(), Check.given("the array of dimensions", order)));
  }

  /// The elements of `[from, to)` along `dimension`.
  default Tensor slice(int dimension, int from, int to) {
    return slice(dimension, from, to, 1);
  }

  /// Every `step`-th element of `[from, to)` along `dimension`.
  default Tensor slice(int dimension, int from, int to, int step) {
    return new Tensor(ViewLayer.slice(self(), dimension, from, to, step));
  }

  /// Parts of the given extents along `dimension`, which add up to the whole; every part must be used.
  default List<Tensor> split(int dimension, int... extents) {
    return ViewLayer.split(self(), dimension, Check.given("the array of extents", extents)).stream().map(Tensor::new).toList();
  }

  /// `parts` parts of equal extent along `dimension`.
  default List<Tensor> chunk(int dimension, int parts) {
    return ViewLayer.chunk(self(), dimension, parts).stream().map(Tensor::new).toList();
  }

  /// Zeros on both sides of every spatial dimension.
  default Tensor pad(int amount) {
    return new Tensor(PadLayer.build(self(), new PadSettings(amount)));
  }

  /// Padding with options: `x.pad(p -> p.before(1).after(2).reflect())`.
  default Tensor pad(Consumer<PadOptions> options) {
    var settings = new PadSettings(0);
    Check.options(options).accept(new PadOptions(settings));
    return new Tensor(PadLayer.build(self(), settings));
  }

  /// The elements `repeats[d]` times in a row along each dimension.
  default Tensor tile(int... repeats) {
    return new Tensor(ViewLayer.tile(self(), Check.given("the array of repeats", repeats)));
  }

  /// The elements in opposite order along `dimensions`.
  default Tensor reverse(int... dimensions) {
    return new Tensor(ViewLayer.reverse(self(), Check.given("the array of dimensions", dimensions)));
  }

  private Symbol self() {
    return ((Tensor) this).symbol();
  }
}
