package jacquard.api;

import com.google.common.math.LongMath;
import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.op.Add;
import jacquard.ir.op.Convolution;
import jacquard.ir.op.Reshape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Builds a convolution layer: weights `[O, C/G, R…]`, bias `[O]`, a convolution and the bias added to each filter's map.
///
/// Counts   parameters `(ΠR·C/G + 1)·O`, operations that times the output positions, multiplications without the bias's 1.
/// Errors   `conv/rank`, `conv/filters`, `conv/kernel`, `conv/stride`, `conv/padding`, `conv/dilation`, `conv/groups`, and those of
/// the op `convolution`.
final class ConvLayer {
  private final Tensor x;
  private final ConvOptions options;
  private final LayerBuilder layer;
  private final int filters;
  private final int rank;
  private final List<Integer> kernel;
  private final Convolution op;

  private ConvLayer(Tensor x, int filters, ConvOptions options) {
    this.x = x;
    this.options = options;
    this.filters = filters;
    this.layer = x.network().layer("conv", "conv", options.name);
    this.rank = x.spatialRank(layer);
    layer.requireAtLeast(1, filters, "filters");
    this.kernel = layer.perDimension("kernel", options.kernel, rank, 1);
    this.op = op();
  }

  static Tensor build(Tensor x, int filters, ConvOptions options) {
    return new ConvLayer(x, filters, options).build();
  }

  private Convolution op() {
    List<Integer> stride = layer.perDimension("stride", options.stride, rank, 1);
    List<Integer> before = layer.perDimension("padding", options.paddingBefore, rank, Integer.MIN_VALUE);
    List<Integer> after = layer.perDimension("padding", options.paddingAfter, rank, Integer.MIN_VALUE);
    List<Integer> dilation = layer.perDimension("dilation", options.dilation, rank, 1);
    layer.requireAtLeast(1, options.groups, "groups");
    return new Convolution(stride, before, after, dilation, Collections.nCopies(rank, 1), options.groups, 1);
  }

  private Tensor build() {
    int channels = x.shape().extent(0);
    if (channels % options.groups != 0 || filters % options.groups != 0) {
      throw layer.error("groups", "the groups do not divide the channels evenly")
          .got("x %s  C = %d, filters = %d, groups = %d", x.type(), channels, filters, options.groups)
          .expected("C and the filters to be multiples of the groups")
          .fix("choose groups that divide both %d and %d, such as 1", channels, filters).build();
    }
    Shape weightShape = Shape.of(filters, channels / options.groups);
    for (int d = 0; d < rank; d++) {
      weightShape = weightShape.inserted(2 + d, Dim.of(kernel.get(d)));
    }
    long positionsInKernel = weightShape.slice(2, 2 + rank).size();
    var fan = new Fan(positionsInKernel * (channels / options.groups), positionsInKernel * filters);
    Node y = layer.add(op, x.node(), layer.parameter("weight", weightShape, options.init, fan));
    if (options.bias) {
      Node bias = layer.parameter("bias", Shape.of(filters), options.biasInit, fan);
      var perMap = new ArrayList<>(Collections.nCopies(1 + rank, Dim.of(1)));
      perMap.set(0, Dim.of(filters));
      y = layer.add(new Add(), y, layer.add(new Reshape(Shape.of(perMap)), bias));
    }
    long outputs = Tensor.perExample(y).size();
    long multiplications = LongMath.saturatedMultiply(fan.inputs(), outputs);
    layer.notes(Coverage.of(kernel, op.stride(), op.lo(), op.hi(), op.dilation(), x.shape(), Tensor.perExample(y)));
    return layer.finish(y, notation(), LongMath.saturatedAdd(multiplications, options.bias ? outputs : 0), multiplications,
        x.field().window(kernel, op.stride(), op.lo(), op.dilation()));
  }

  /// As the lecture notes write it: `conv(11, 96, s4)`, `conv(5, 256, p2)`.
  private String notation() {
    return "conv(" + Notation.extents(kernel) + ", " + filters + Notation.option("s", op.stride(), 1)
        + Notation.option("p", op.lo(), 0) + Notation.option("d", op.dilation(), 1)
        + (options.groups > 1 ? ", g" + options.groups : "") + (options.bias ? "" : ", no bias") + ")";
  }
}
