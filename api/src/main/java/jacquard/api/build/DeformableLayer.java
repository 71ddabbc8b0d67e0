package jacquard.api.build;

import com.google.common.math.LongMath;
import jacquard.api.check.Notation;
import jacquard.api.layer.Fan;
import jacquard.api.layer.Initializer;
import jacquard.api.network.Fields;
import jacquard.api.network.LayerBuilder;
import jacquard.api.network.Symbol;
import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.DeformableConvolution;
import jacquard.ir.op.elementwise.Sigmoid;
import java.util.ArrayList;
import java.util.List;

/// Builds a deformable convolution with the branch that computes offsets, and, modulated, one that computes the weights of the taps; or
/// with given ones.
///
/// Both branches are convolutions of the same kernel, stride, padding and dilation that start at zero: the layer starts as a plain
/// convolution, halved where it is modulated.
///
/// Counts   those of the convolution and of the branches' convolutions; reading between elements counts nothing.
/// Errors   `deformable_conv/foreign`, `/rank`, `/filters`, `/kernel`, `/stride`, `/padding`, `/dilation`, `/groups`, and those of the op
/// `deformable_convolution`.
/// Source   Dai et al. 2017, arXiv:1703.06211; Zhu et al. 2018, arXiv:1811.11168, section 3.2.
public final class DeformableLayer {
  private final Symbol x;
  private final DeformableSettings options;
  /// Offsets, then weights of the taps, where they are given.
  private final List<Symbol> given;
  private final boolean modulated;
  private final LayerBuilder layer;
  private final int filters;
  private final int rank;
  private final List<Integer> kernel;
  private final List<Integer> stride;
  private final List<Integer> padding;
  private final List<Integer> dilation;
  private long operations;
  private long multiplications;

  private DeformableLayer(Symbol x, int filters, DeformableSettings options, List<Symbol> given) {
    this.x = x;
    this.options = options;
    this.given = given;
    this.modulated = given.isEmpty() ? options.modulated : given.size() == 2;
    this.filters = filters;
    this.layer = x.network().layer("deformable_conv", "deformableConv", options.name);
    this.rank = x.spatialRank(layer);
    layer.requireAtLeast(1, filters, "filters");
    this.kernel = layer.perDimension("kernel", options.kernel, rank, 1);
    this.stride = layer.perDimension("stride", options.stride, rank, 1);
    this.padding = layer.perDimension("padding", options.padding, rank, 0);
    this.dilation = layer.perDimension("dilation", options.dilation, rank, 1);
    layer.requireAtLeast(1, options.groups, "groups");
    layer.requireAtLeast(1, options.offsetGroups, "groups");
    for (Symbol other : given) {
      if (other.network() != x.network()) {
        throw layer.error("foreign", "the offsets or weights belong to another network").got("%s and %s", x, other)
            .fix("compute all from the argument of one Model.define").build();
      }
    }
  }

  /// With `given` offsets, offsets and weights of the taps, or none.
  public static Symbol build(Symbol x, int filters, DeformableSettings options, List<Symbol> given) {
    return new DeformableLayer(x, filters, options, given).build();
  }

  private Symbol build() {
    int channels = x.shape().extent(0);
    if (channels % options.groups != 0 || filters % options.groups != 0 || channels % options.offsetGroups != 0) {
      throw layer.error("groups", "the groups do not divide the channels evenly")
          .got("x %s  C = %d, filters = %d, groups = %d, offset groups = %d", x.type(), channels, filters, options.groups,
              options.offsetGroups)
          .expected("C a multiple of both, the filters of the groups")
          .fix("choose groups that divide %d and %d, such as 1", channels, filters).build();
    }
    long offsets = rank * (long) options.offsetGroups;
    for (int extent : kernel) {
      offsets = LongMath.saturatedMultiply(offsets, extent);
    }
    if (offsets > Integer.MAX_VALUE) {
      throw layer.error("too-large", "the taps have too many offsets").got("kernel %s, offset groups %d, dimensions %d", kernel,
          options.offsetGroups, rank).expected("a product of at most %d", Integer.MAX_VALUE).build();
    }
    int taps = (int) offsets / rank;
    var operands = new ArrayList<>(List.of(x.node(), given.isEmpty() ? branch("offset", taps * rank) : given.getFirst().node()));
    Shape weight = kernelShape(filters, channels / options.groups);
    var fan = new Fan(weight.size() / filters, LongMath.saturatedMultiply(weight.slice(2, 2 + rank).size(), filters));
    operands.add(layer.parameter("weight", weight, options.init, fan));
    if (modulated) {
      operands.add(given.isEmpty() ? layer.add(new Sigmoid(), branch("mask", taps)) : given.getLast().node());
    }
    var op = new DeformableConvolution(stride, padding, dilation, options.groups, options.offsetGroups, modulated);
    Node y = layer.add(op, operands.toArray(Node[]::new));
    y = options.bias ? layer.addBias(y, options.biasInit, fan) : y;
    count(y, fan.inputs(), options.bias);
    return layer.finish(y, notation(), operations, multiplications, Fields.ofData());
  }

  /// A convolution to `outputs` maps that starts at zero.
  private Node branch(String role, int outputs) {
    Shape shape = kernelShape(outputs, x.shape().extent(0));
    var fan = new Fan(shape.size() / outputs, LongMath.saturatedMultiply(shape.slice(2, 2 + rank).size(), outputs));
    Node weight = layer.parameter(role + ".weight", shape, Initializer.zeros(), fan);
    Node maps = layer.add(Convolution.of(stride, padding, dilation, 1), x.node(), weight);
    count(maps, fan.inputs(), true);
    return layer.addBias(maps, role + ".bias", Initializer.zeros(), fan);
  }

  private Shape kernelShape(int outputs, int inputs) {
    Shape shape = Shape.of(outputs, inputs);
    for (int d = 0; d < rank; d++) {
      shape = shape.inserted(2 + d, Dim.of(kernel.get(d)));
    }
    return shape;
  }

  private void count(Node maps, long products, boolean bias) {
    long outputs = Symbol.perExample(maps).size();
    long here = LongMath.saturatedMultiply(products, outputs);
    multiplications = LongMath.saturatedAdd(multiplications, here);
    operations = LongMath.saturatedAdd(operations, LongMath.saturatedAdd(here, bias ? outputs : 0));
  }

  /// `deformable(3, 16, p1)`.
  private String notation() {
    return "deformable(" + Notation.extents(kernel) + ", " + filters + Notation.option("s", stride, 1) + Notation.option("p", padding, 0)
        + Notation.option("d", dilation, 1) + (options.groups > 1 ? ", g" + options.groups : "") + (modulated ? "" : ", v1")
        + (options.bias ? "" : ", no bias") + ")";
  }
}
