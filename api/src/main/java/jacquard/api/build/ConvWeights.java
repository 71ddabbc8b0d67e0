package jacquard.api.build;

import jacquard.api.layer.Fan;
import jacquard.api.network.LayerBuilder;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.MatMul;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.shape.Reshape;
import jacquard.ir.op.shape.Reverse;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The weights `[O, C/G, R…]` of a convolution layer, as its op takes them: trained, fixed or mixed from a basis; then masked, then
/// flipped.
///
/// @param kept how many weights a mask leaves, which is what operations count
/// @param fan of the kept weights: their mean number per filter and per input map
record ConvWeights(Node node, long kept, Fan fan) {
  static ConvWeights of(LayerBuilder layer, ConvSettings o, Shape shape) {
    NdArray mask = ConvMask.of(layer, o, shape);
    long kept = mask == null ? shape.size() : IntStream.range(0, mask.size()).filter(i -> mask.get(i) != 0).count();
    var fan = new Fan(Math.max(1, kept / shape.extent(0)), Math.max(1, kept / shape.extent(1)));
    Node w = o.fixed != null ? fixed(layer, o.fixed, shape, kept)
        : o.sigma > 0 ? mixed(layer, o, shape) : trained(layer, o, shape, mask, kept, fan);
    if (mask != null) {
      w = layer.add(new Mul(), w, layer.constant(mask));
    }
    if (o.flipped) {
      w = layer.add(new Reverse(IntStream.range(2, shape.rank()).boxed().toList()), w);
    }
    return new ConvWeights(w, kept, fan);
  }

  /// Masked-out weights start at zero; their gradient is zero, so they stay there.
  private static Node trained(LayerBuilder layer, ConvSettings o, Shape shape, @Nullable NdArray mask, long kept, Fan fan) {
    layer.countMasked(shape.size() - kept);
    return layer.parameter("weight", shape, o.init, fan, mask);
  }

  /// A kernel of the spatial extents alone is that of every pair of maps.
  private static Node fixed(LayerBuilder layer, NdArray kernel, Shape shape, long kept) {
    Shape spatial = shape.slice(2, shape.rank());
    if (!kernel.shape().equals(shape) && !kernel.shape().equals(spatial)) {
      throw layer.error("fixed", "the fixed kernel does not fit the layer").got("%s", kernel.type())
          .expected("%s, or %s for every pair of maps", shape, spatial)
          .fix("give conv the extents of the kernel: conv(filters, c -> c.kernel(…).fixed(…))").build();
    }
    layer.countFixed(kept);
    NdArray all = kernel;
    if (!kernel.shape().equals(shape)) {
      all = NdArray.zeros(kernel.type().shaped(shape));
      for (int i = 0; i < all.size(); i++) {
        all.set(i, kernel.get(i % kernel.size()));
      }
    }
    return layer.constant(all);
  }

  /// `w[o,c,r…] = Σ b  mixing[o,c,b] · basis[b,r…]`.
  private static Node mixed(LayerBuilder layer, ConvSettings o, Shape shape) {
    NdArray basis = GaussianBasis.of(shape.slice(2, shape.rank()), o.sigma);
    int size = basis.shape().extent(0);
    layer.countFixed(basis.size());
    var fan = new Fan((long) size * shape.extent(1), (long) size * shape.extent(0));
    Node mixing = layer.parameter("mixing", Shape.of(shape.extent(0), shape.extent(1), size), o.init, fan);
    Node w = layer.add(new MatMul(), mixing, layer.constant(basis.reshaped(Shape.of(List.of(Dim.of(size), Dim.of(basis.size() / size))))));
    return layer.add(new Reshape(shape), w);
  }
}
