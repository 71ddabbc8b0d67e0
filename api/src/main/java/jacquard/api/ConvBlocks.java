package jacquard.api;

import com.google.common.primitives.Ints;
import jacquard.ir.Loc;
import java.util.Arrays;
import java.util.List;

/// Convolutions made of several layers, each a block whose parts are layers. Only the last part has a bias.
///
/// Errors   those of the parts, and `conv/kernel`, `conv/stride`, `conv/padding`, `conv/dilation` of the block.
final class ConvBlocks {
  private ConvBlocks() {}

  /// Every channel filtered alone, then mixed at each position.
  static Tensor separable(Tensor x, int filters, ConvOptions options) {
    return x.network().numberedBlock("separable", options.name, "separable" + notation(options, filters), x, t -> {
      ConvOptions first = options.copy().bias(false).name("depthwise");
      Tensor y = ConvLayer.build(t, depthwiseFilters(t, first), first.depthwise(options.multiplier));
      return ConvLayer.build(y, filters, last(options, "pointwise"));
    });
  }

  /// A kernel along each spatial dimension in turn.
  static Tensor spatiallySeparable(Tensor x, int filters, ConvOptions options) {
    return x.network().numberedBlock("spatial", options.name, "spatial" + notation(options, filters), x, t -> {
      Tensor y = t;
      int rank = spatialRank(t);
      for (int d = 0; d < rank; d++) {
        y = ConvLayer.build(y, filters, along(t, options, d).bias(options.bias && d == rank - 1).name("axis" + d));
      }
      return y;
    });
  }

  /// A filter along the channels, then one of each map along each spatial dimension.
  static Tensor flattened(Tensor x, int filters, ConvOptions options) {
    return x.network().numberedBlock("flattened", options.name, "flattened" + notation(options, filters), x, t -> {
      Tensor y = ConvLayer.build(t, filters, last(options, "channel").bias(false));
      int rank = spatialRank(t);
      for (int d = 0; d < rank; d++) {
        ConvOptions axis = along(t, options, d).depthwise(1).bias(options.bias && d == rank - 1);
        y = ConvLayer.build(y, filters, axis.name("axis" + d));
      }
      return y;
    });
  }

  /// Nearest neighbours at `factor` times the extents, then a convolution.
  static Tensor resized(Tensor x, int filters, int factor, ConvOptions options) {
    return x.network().numberedBlock("resizeConv", options.name, "resize" + factor + " conv" + notation(options, filters), x,
        t -> ConvLayer.build(ResampleLayer.resize(t, new ResizeOptions().factor(factor).name("resize")), filters,
            options.copy().name("conv")));
  }

  /// `(3, 128)`.
  private static String notation(ConvOptions options, int filters) {
    return "(" + Notation.extents(Ints.asList(options.kernel)) + ", " + filters + ")";
  }

  static int depthwiseFilters(Tensor x, ConvOptions options) {
    long filters = x.shape().rank() == 0 ? 1 : (long) x.shape().extent(0) * options.multiplier;
    if (filters > Integer.MAX_VALUE) {
      throw new OptionCheck("conv", Loc.ofCaller()).error("depthwise", "there would be too many filters")
          .got("C = %d, multiplier = %d: %d filters", x.shape().extent(0), options.multiplier, filters)
          .expected("at most %d", Integer.MAX_VALUE).build();
    }
    return (int) filters;
  }

  /// A layer of one without spatial dimensions is left to report that itself.
  private static int spatialRank(Tensor x) {
    return Math.max(1, x.shape().rank() - 1);
  }

  /// The convolution 1x1 with what `options` says about weights and bias.
  private static ConvOptions last(ConvOptions options, String name) {
    return new ConvOptions(1).init(options.init).biasInit(options.biasInit).bias(options.bias).name(name);
  }

  /// `options` in spatial dimension `d`, and nothing in the others.
  private static ConvOptions along(Tensor x, ConvOptions options, int d) {
    var check = new OptionCheck("conv", Loc.ofCaller());
    int rank = spatialRank(x);
    ConvOptions one = options.copy();
    one.kernel = only(check.perDimension("kernel", options.kernel, rank, 1), d, 1);
    one.stride = only(check.perDimension("stride", options.stride, rank, 1), d, 1);
    one.dilation = only(check.perDimension("dilation", options.dilation, rank, 1), d, 1);
    one.paddingBefore = only(check.perDimension("padding", options.paddingBefore, rank, Integer.MIN_VALUE), d, 0);
    one.paddingAfter = only(check.perDimension("padding", options.paddingAfter, rank, Integer.MIN_VALUE), d, 0);
    return one;
  }

  private static int[] only(List<Integer> values, int d, int others) {
    var all = new int[values.size()];
    Arrays.fill(all, others);
    all[d] = values.get(d);
    return all;
  }
}
