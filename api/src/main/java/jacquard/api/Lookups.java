package jacquard.api;

import jacquard.api.build.ActivationLayer;
import jacquard.api.build.LookupLayer;
import jacquard.api.check.Check;
import jacquard.api.network.Symbol;
import jacquard.ir.op.elementwise.StopGradient;
import jacquard.ir.op.index.SamplePadding;

/// Layers of a [Tensor] that take indices from data, and the one that stops gradients.
///
/// Indices are whole numbers in a tensor of the network's type, exact up to 2²⁴ in `f32`. One outside its range reads zeros.
public sealed interface Lookups permits Tensor {
  /// A trainable vector of `width` numbers for each index in `[0, vocabulary)`: `[L…] -> [width,L…]`, the components as channels.
  default Tensor embedding(int vocabulary, int width) {
    return new Tensor(LookupLayer.embedding(self(), vocabulary, width));
  }

  /// 1 in the channel an index names, 0 in the others: `[L…] -> [depth,L…]`.
  default Tensor oneHot(int depth) {
    return new Tensor(LookupLayer.oneHot(self(), depth));
  }

  /// Along dimension `dim` the elements `indices` names, `y[a…, j, b…] = x[a…, indices[a…, j, b…], b…]`; the other extents agree.
  default Tensor gather(int dim, Tensor indices) {
    return new Tensor(LookupLayer.gather(self(), dim, Check.given("the tensor of indices", indices).symbol()));
  }

  /// This read linearly between its elements at the points of `grid`, `[C,H…]`, `[P…,d] -> [C,P…]`, zeros outside; the coordinates of a
  /// point, the last dimension's first, run from -1 to 1 between the outer edges of the outermost elements.
  default Tensor gridSample(Tensor grid) {
    return gridSample(grid, SamplePadding.ZEROS, false);
  }

  /// As the method above; with `alignCorners` -1 and 1 are the centres of the outermost elements.
  default Tensor gridSample(Tensor grid, SamplePadding padding, boolean alignCorners) {
    return new Tensor(LookupLayer.gridSample(self(),
        Check.given("the grid", grid).symbol(), Check.given("the padding", padding), alignCorners));
  }

  /// Each element at its place among `positions` (flat and row-major in a map of extents `size`), zeros elsewhere:
  /// `[C,P…] -> [C,size…]`.
  default Tensor maxUnpool(Tensor positions, int... size) {
    return new Tensor(LookupLayer.maxUnpool(self(),
        Check.given("the tensor of positions", positions).symbol(), Check.given("the array of extents", size)));
  }

  /// The same values; no gradient flows through.
  default Tensor stopGradient() {
    return new Tensor(ActivationLayer.of(self(), "stopGradient", "stopGradient", new StopGradient()));
  }

  private Symbol self() {
    return ((Tensor) this).symbol();
  }
}
