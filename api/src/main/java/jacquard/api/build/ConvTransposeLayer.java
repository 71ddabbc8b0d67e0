package jacquard.api.build;

import com.google.common.math.IntMath;
import com.google.common.math.LongMath;
import jacquard.api.check.Notation;
import jacquard.api.layer.Fan;
import jacquard.api.network.Fields;
import jacquard.api.network.LayerBuilder;
import jacquard.api.network.Symbol;
import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.ConvolutionTranspose;
import java.util.List;
import java.util.Locale;

/// Builds a transposed convolution: weights `[C, O/G, R…]`, bias `[O]`.
///
/// Counts   parameters `ΠR·C·O/G + O`; multiplications `ΠR·O/G` for every element of the input, as many as the convolution it is the
/// transpose of has; operations: those and one per output for the bias.
/// Warns    where the taps that meet in one output differ in number from output to output.
/// Errors   `conv_transpose/rank`, `/filters`, `/kernel`, `/stride`, `/padding`, `/output-padding`, `/dilation`, `/groups`, and those of
/// the op `convolution_transpose`.
public final class ConvTransposeLayer {
  private final LayerBuilder layer;
  private final int rank;

  private ConvTransposeLayer(LayerBuilder layer, int rank) {
    this.layer = layer;
    this.rank = rank;
  }

  public static Symbol build(Symbol x, int filters, ConvTransposeSettings options) {
    LayerBuilder layer = x.network().layer("conv_transpose", "convTranspose", options.name);
    return new ConvTransposeLayer(layer, x.spatialRank(layer)).add(x, filters, options);
  }

  private Symbol add(Symbol x, int filters, ConvTransposeSettings o) {
    int channels = x.shape().extent(0);
    layer.requireAtLeast(1, filters, "filters");
    layer.requireAtLeast(1, o.groups, "groups");
    if (channels % o.groups != 0 || filters % o.groups != 0) {
      throw layer.error("groups", "the groups do not divide the channels evenly")
          .got("x %s  C = %d, filters = %d, groups = %d", x.type(), channels, filters, o.groups)
          .expected("C and the filters to be multiples of the groups").build();
    }
    List<Integer> kernel = layer.perDimension("kernel", o.kernel, rank, 1);
    var op = op(o);
    Shape weights = Shape.of(channels, filters / o.groups);
    for (int d = 0; d < rank; d++) {
      weights = weights.inserted(2 + d, Dim.of(kernel.get(d)));
    }
    long positions = weights.slice(2, 2 + rank).size();
    var fan = new Fan(LongMath.saturatedMultiply(positions, weights.extent(1)), LongMath.saturatedMultiply(positions, channels));
    Node y = layer.add(op, x.node(), layer.parameter("weight", weights, o.init, fan));
    warnOfCheckerboard(kernel, op);
    if (o.bias) {
      y = layer.addBias(y, o.biasInit, fan);
    }
    long multiplications = LongMath.saturatedMultiply(fan.inputs(), x.shape().size());
    long operations = LongMath.saturatedAdd(multiplications, o.bias ? Symbol.perExample(y).size() : 0);
    return layer.finish(y, notation(kernel, filters, op, o.bias), operations, multiplications,
        Fields.transposedWindow(x.field(), kernel, op.stride(), op.lo(), op.dilation()));
  }

  private ConvolutionTranspose op(ConvTransposeSettings o) {
    return new ConvolutionTranspose(layer.perDimension("stride", o.stride, rank, 1),
        layer.perDimension("padding", o.paddingBefore, rank, Integer.MIN_VALUE),
        layer.perDimension("padding", o.paddingAfter, rank, Integer.MIN_VALUE),
        layer.perDimension("output-padding", o.outputPadding, rank, 0), layer.perDimension("dilation", o.dilation, rank, 1), o.groups);
  }

  /// Output `p` sums the taps `r` with `r·dilation ≡ p + lo (mod stride)`. Their residues repeat after `stride / gcd(stride, dilation)`
  /// taps, and each is that of equally many outputs.
  private void warnOfCheckerboard(List<Integer> kernel, ConvolutionTranspose op) {
    for (int d = 0; d < rank; d++) {
      int stride = op.stride().get(d);
      int dilation = op.dilation().get(d);
      int period = stride / IntMath.gcd(stride, dilation);
      int least = period == stride ? kernel.get(d) / stride : 0;
      int most = Math.ceilDiv(kernel.get(d), period);
      if (least != most) {
        layer.warn(String.format(Locale.ROOT, "in spatial dimension %d kernel %d is not divisible by stride %d%s, so outputs in turn sum "
            + "%d to %d terms, which shows as a checkerboard (Odena, Dumoulin & Olah 2016); use a kernel that is a multiple of the "
            + "stride, or resizeConv", d, kernel.get(d), stride, dilation == 1 ? "" : " at dilation " + dilation, least, most));
      }
    }
  }

  /// `convT(4, 16, s2, p1)`.
  private static String notation(List<Integer> kernel, int filters, ConvolutionTranspose op, boolean bias) {
    return "convT(" + Notation.extents(kernel) + ", " + filters + Notation.option("s", op.stride(), 1)
        + Notation.option("p", op.lo(), 0) + Notation.option("op", op.outputPadding(), 0) + Notation.option("d", op.dilation(), 1)
        + (op.groups() > 1 ? ", g" + op.groups() : "") + (bias ? "" : ", no bias") + ")";
  }
}
