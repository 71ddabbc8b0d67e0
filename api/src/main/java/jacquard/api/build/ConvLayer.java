package jacquard.api.build;

import com.google.common.math.LongMath;
import jacquard.api.check.Notation;
import jacquard.api.check.OptionCheck;
import jacquard.api.layer.Factorization;
import jacquard.api.network.Fields;
import jacquard.api.network.LayerBuilder;
import jacquard.api.network.Symbol;
import jacquard.ir.Dim;
import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;

/// Builds a convolution layer: windows from the options, weights `[O, C/G, R…]`, borders, the convolution, bias `[O]`.
///
/// Counts   with `K` weights that no mask leaves out: parameters `K + O`, operations `(K + O)·ΠP`, multiplications `K·ΠP`; fixed
/// weights are no parameters, but are multiplied with. Weights mixed from a basis have `O·C/G·basis` parameters.
/// Errors   `conv/rank`, `conv/filters`, `conv/multiplier`, `conv/kernel`, `conv/stride`, `conv/padding`, `conv/dilation`, `conv/groups`,
/// `conv/depthwise`, `conv/mask`, `conv/connections`, `conv/fixed`, `conv/sigma`, `conv/border`, and those of the op `convolution`.
public final class ConvLayer {
  private final Symbol x;
  private final ConvSettings options;
  private final LayerBuilder layer;
  private final int filters;
  private final int channels;
  private final int groups;
  private final Shape spatial;
  private final ConvGeometry windows;

  private ConvLayer(Symbol x, String prefix, int filters, ConvSettings options) {
    this.x = x;
    this.options = options;
    this.filters = filters;
    this.layer = x.network().layer("conv", prefix, options.name);
    int rank = x.spatialRank(layer);
    this.channels = x.shape().extent(0);
    this.spatial = x.shape().slice(1, 1 + rank);
    layer.requireAtLeast(1, options.multiplier, "multiplier");
    layer.requireAtLeast(1, filters, "filters");
    this.windows = ConvGeometry.of(layer, options, spatial);
    this.groups = options.depthwise ? channels : options.groups;
    checkGroups();
  }

  public static Symbol build(Symbol x, int filters, ConvSettings options) {
    return build(x, "conv", filters, options);
  }

  /// A layer named `prefix` and a number unless the options name it.
  public static Symbol build(Symbol x, String prefix, int filters, ConvSettings options) {
    Factorization parts = x.network().factorization(prefix, options.name);
    return parts == null ? new ConvLayer(x, prefix, filters, options).build()
        : FactorizedLayers.conv(x, x.network().nextName(prefix, options.name), filters, options, parts);
  }

  /// A layer whose weights are mixed from Gaussian derivatives.
  public static Symbol structured(Symbol x, int filters, double sigma, ConvSettings options) {
    if (!(sigma > 0) || Double.isInfinite(sigma)) {
      throw new OptionCheck("conv", Loc.ofCaller()).error("sigma", "the deviation of the Gaussian is not positive")
          .got("sigma = %s", sigma).expected("sigma > 0, in elements").build();
    }
    options.sigma = sigma;
    return build(x, "structured", filters, options);
  }

  private void checkGroups() {
    layer.requireAtLeast(1, groups, "groups");
    if (channels % groups != 0 || filters % groups != 0) {
      throw layer.error("groups", "the groups do not divide the channels evenly")
          .got("x %s  C = %d, filters = %d, groups = %d", x.type(), channels, filters, groups)
          .expected("C and the filters to be multiples of the groups")
          .fix("choose groups that divide both %d and %d, such as 1", channels, filters).build();
    }
    if (options.depthwise && filters != (long) channels * options.multiplier) {
      throw layer.error("depthwise", "a depthwise convolution has a multiple of the channels as filters")
          .got("filters = %d, C = %d, multiplier = %d", filters, channels, options.multiplier)
          .expected("C · multiplier = %d", (long) channels * options.multiplier)
          .fix("use depthwiseConv(kernel, %d)", options.multiplier).build();
    }
  }

  private Symbol build() {
    Shape weightShape = Shape.of(filters, channels / groups);
    for (int d = 0; d < windows.rank(); d++) {
      weightShape = weightShape.inserted(2 + d, Dim.of(windows.kernel().get(d)));
    }
    var weights = ConvWeights.of(layer, options, weightShape);
    boolean bordered = !Borders.isZero(options.border) && windows.padded();
    Node padded = bordered ? layer.add(Borders.op(options.border, windows.lo(), windows.hi()), x.node()) : x.node();
    Node y = layer.add(windows.op(groups, bordered), padded, weights.node());
    layer.notes(Coverage.of(windows.kernel(), windows.stride(), windows.lo(), windows.hi(), windows.dilation(), x.shape(),
        Symbol.perExample(y)));
    if (options.bias) {
      y = layer.addBias(y, options.biasInit, weights.fan());
    }
    long outputs = Symbol.perExample(y).size();
    long multiplications = LongMath.saturatedMultiply(weights.kept(), outputs / filters);
    return layer.finish(y, notation(weightShape, weights), LongMath.saturatedAdd(multiplications, options.bias ? outputs : 0),
        multiplications, Fields.window(x.field(), windows.kernel(), windows.stride(), windows.lo(), windows.dilation()));
  }

  /// As the lecture notes write it: `conv(11, 96, s4)`, `conv(5, 256, p2)`.
  private String notation(Shape weightShape, ConvWeights weights) {
    boolean ruled = options.rule != PaddingRule.EXPLICIT;
    return "conv(" + Notation.extents(windows.kernel()) + ", " + filters + Notation.option("s", windows.stride(), 1)
        + (ruled ? options.rule.notation : Notation.option("p", windows.lo(), 0)) + Borders.notation(options.border)
        + Notation.option("d", windows.dilation(), 1) + (groups > 1 ? ", g" + groups : "")
        + (weights.kept() < weightShape.size() ? ", masked" : "") + (options.sigma > 0 ? ", gaussian " + options.sigma : "")
        + (options.fixed != null ? ", fixed" : "") + (options.flipped ? ", flipped" : "")
        + (options.bias || options.fixed != null ? "" : ", no bias") + ")";
  }
}
