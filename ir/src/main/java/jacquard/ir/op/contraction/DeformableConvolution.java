package jacquard.ir.op.contraction;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.op.shape.Unfold;
import java.util.List;

/// `deformable_convolution`: a convolution whose taps are moved by offsets computed from the data, and, `modulated`, weighted.
///
///     y[n,o,p…] = Σ c,r…  w[o,c,r…] · mask[n,r…,p…] · x[n, c', p·stride + r·dilation − padding + offset[n,r…,p…] …]
///
/// `x` is read linearly between its elements, 0 outside. The channels of `offset` are, per offset group and tap (row-major), one offset per
/// spatial dimension in order; those of `mask` one weight per offset group and tap. Offset groups divide the input channels among them.
///
/// Shapes   `x[N,C,H…]`, `offset[N,D·R…·d,P…]`, `w[O,C/G,R…]`, with `modulated` `mask[N,D·R…,P…]`; `y[N,O,P…]` with
///          `P = ⌊(H + 2·padding − dilation·(R−1) − 1) / stride⌋ + 1`; `D` offset groups, `G` groups, `d` spatial dimensions.
/// Errors   `deformable_convolution/operands`, `/offset`, `/groups`, and those of a convolution of the same settings.
/// Source   Dai et al. 2017, arXiv:1703.06211, equations 2 to 4; modulated: Zhu et al. 2018, arXiv:1811.11168, equation 1.
public record DeformableConvolution(List<Integer> stride, List<Integer> padding, List<Integer> dilation, int groups, int offsetGroups,
    boolean modulated) implements CompositeOp {
  public DeformableConvolution {
    stride = List.copyOf(stride);
    padding = List.copyOf(padding);
    dilation = List.copyOf(dilation);
  }

  @Override
  public TensorType infer(Operands in) {
    in.count(modulated ? 4 : 3);
    for (int k = 1; k < in.size(); k++) {
      in.sameType(0, k);
    }
    var operands = new Operands(Convolution.of(stride, padding, dilation, groups), List.of(in.type(0), in.type(2)), in.loc());
    TensorType type = ((Convolution) operands.op()).infer(operands);
    int channels = in.shape(0).extent(1);
    if (offsetGroups < 1 || channels % offsetGroups != 0) {
      throw in.error("groups", "the offset groups do not divide the input channels").got("C = %d, offset groups %d", channels, offsetGroups)
          .expected("C a multiple of the offset groups").build();
    }
    int taps = in.product("the taps", Unfold.extents(Unfold.spatial(in.shape(2))));
    in.extent(1, (long) taps * channels);
    long weights = (long) offsetGroups * taps;
    requireShape(in, 1, "offset", type.shape(), in.extent(1, weights * stride.size()));
    if (modulated) {
      requireShape(in, 3, "mask", type.shape(), in.extent(1, weights));
    }
    return type;
  }

  private static int taps(Shape w) {
    return Math.toIntExact(w.slice(2, w.rank()).size());
  }

  private void requireShape(Operands in, int operand, String name, Shape y, Dim channels) {
    Shape expected = y.with(1, channels);
    if (!in.shape(operand).equals(expected)) {
      throw in.error("offset", "the %s do not fit", name.equals("mask") ? "weights of the taps" : "offsets of the taps")
          .got("%s %s", name, in.type(operand)).expected("%s, %s channels: offset groups %d · taps %d%s", expected, channels, offsetGroups,
              taps(in.shape(2)), name.equals("mask") ? "" : " · dimensions " + stride.size()).build();
    }
  }

  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    return new DeformedColumns(this, inputs, g).convolved();
  }
}
