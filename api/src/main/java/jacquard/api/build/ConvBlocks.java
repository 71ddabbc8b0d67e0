package jacquard.api.build;

import com.google.common.primitives.Ints;
import jacquard.api.check.Notation;
import jacquard.api.check.OptionCheck;
import jacquard.api.network.Symbol;
import jacquard.ir.Loc;
import java.util.Arrays;
import java.util.List;

/// Convolutions made of several layers, each a block whose parts are layers. Only the last part has a bias.
///
/// Errors   those of the parts, and `conv/kernel`, `conv/stride`, `conv/padding`, `conv/dilation` of the block.
public final class ConvBlocks {
  private ConvBlocks() {}

  /// Every channel filtered alone, then mixed at each position.
  public static Symbol separable(Symbol x, int filters, ConvSettings options) {
    return x.network().numberedBlock("separable", options.name, "separable" + notation(options, filters), x, t -> {
      ConvSettings first = options.part("depthwise", false);
      first.depthwise = true;
      Symbol y = ConvLayer.build(t, depthwiseFilters(t, first), first);
      return ConvLayer.build(y, filters, last(options, "pointwise", options.bias));
    });
  }

  /// A kernel along each spatial dimension in turn.
  public static Symbol spatiallySeparable(Symbol x, int filters, ConvSettings options) {
    return x.network().numberedBlock("spatial", options.name, "spatial" + notation(options, filters), x, t -> {
      Symbol y = t;
      int rank = spatialRank(t);
      for (int d = 0; d < rank; d++) {
        y = ConvLayer.build(y, filters, along(t, options, d, options.bias && d == rank - 1));
      }
      return y;
    });
  }

  /// A filter along the channels, then one of each map along each spatial dimension.
  public static Symbol flattened(Symbol x, int filters, ConvSettings options) {
    return x.network().numberedBlock("flattened", options.name, "flattened" + notation(options, filters), x, t -> {
      Symbol y = ConvLayer.build(t, filters, last(options, "channel", false));
      int rank = spatialRank(t);
      for (int d = 0; d < rank; d++) {
        ConvSettings axis = along(t, options, d, options.bias && d == rank - 1);
        axis.depthwise = true;
        axis.multiplier = 1;
        y = ConvLayer.build(y, filters, axis);
      }
      return y;
    });
  }

  /// Nearest neighbours at `factor` times the extents, then a convolution.
  public static Symbol resized(Symbol x, int filters, int factor, ConvSettings options) {
    var larger = new ResizeSettings();
    larger.factor = new double[] {factor};
    larger.name = "resize";
    return x.network().numberedBlock("resizeConv", options.name, "resize" + factor + " conv" + notation(options, filters), x,
        t -> ConvLayer.build(ResampleLayer.resize(t, larger), filters, options.part("conv", options.bias)));
  }

  /// `(3, 128)`.
  private static String notation(ConvSettings options, int filters) {
    return "(" + Notation.extents(Ints.asList(options.kernel)) + ", " + filters + ")";
  }

  public static int depthwiseFilters(Symbol x, ConvSettings options) {
    long filters = x.shape().rank() == 0 ? 1 : (long) x.shape().extent(0) * options.multiplier;
    if (filters > Integer.MAX_VALUE) {
      throw new OptionCheck("conv", Loc.ofCaller()).error("depthwise", "there would be too many filters")
          .got("C = %d, multiplier = %d: %d filters", x.shape().extent(0), options.multiplier, filters)
          .expected("at most %d", Integer.MAX_VALUE).build();
    }
    return (int) filters;
  }

  /// A layer of one without spatial dimensions is left to report that itself.
  private static int spatialRank(Symbol x) {
    return Math.max(1, x.shape().rank() - 1);
  }

  /// The convolution 1x1 with what `options` says about how weights and bias start.
  private static ConvSettings last(ConvSettings options, String name, boolean withBias) {
    var last = new ConvSettings(1);
    last.init = options.init;
    last.biasInit = options.biasInit;
    last.bias = withBias;
    last.name = name;
    return last;
  }

  /// `options` in spatial dimension `d`, and nothing in the others.
  private static ConvSettings along(Symbol x, ConvSettings options, int d, boolean withBias) {
    var check = new OptionCheck("conv", Loc.ofCaller());
    int rank = spatialRank(x);
    ConvSettings one = options.part("axis" + d, withBias);
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
